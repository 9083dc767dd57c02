"""From annotated news articles to a knowledge graph that can be checked word by word."""

from kg.errors import KgError

__all__ = ["KgError", "build", "check", "diff", "open_graph", "validate"]


def __getattr__(name: str) -> object:
    """Imports each public function when it is first used, so that a query starts fast."""
    homes = {
        "build": "kg.pipeline",
        "check": "kg.pipeline",
        "diff": "kg.differences.diff",
        "open_graph": "kg.view",
        "validate": "kg.validation",
    }
    if name in homes:
        from importlib import import_module

        return getattr(import_module(homes[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
