"""From annotated news articles to a knowledge graph that can be checked word by word."""

from kg.errors import KgError

__all__ = ["KgError"]
