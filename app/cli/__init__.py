"""Commands of operators: `flask units …`, `flask boards …`, `flask seed …`."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every command group to `flask`."""
