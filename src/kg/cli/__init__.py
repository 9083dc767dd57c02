"""The command line: each command parses, calls one function of the library, and prints."""

from kg.cli.main import main

__all__ = ["main"]
