"""Annotated articles: one model, and one reader a format."""
