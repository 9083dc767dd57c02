"""Snapshots on disk: one writer, many readers. The only rooms that know the engine (Oxigraph)."""
