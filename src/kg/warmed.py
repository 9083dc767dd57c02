"""A process that has imported this is ready to make articles, and so are those forked from it."""

import gc
from contextlib import suppress

from kg.making import warm

with suppress(Exception):  # what cannot be read is told where it is wanted
    warm()

gc.freeze()  # what is read stays: it need not be looked through again and again
