"""A process that has imported this is ready to make articles, and so are those forked from it."""

from contextlib import suppress

from kg.making import warm

with suppress(Exception):  # what cannot be read is told where it is wanted
    warm()
