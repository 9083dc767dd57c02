"""A process that has imported this is ready to make articles, and so are those forked from it."""

from kg.making import warm

warm()
