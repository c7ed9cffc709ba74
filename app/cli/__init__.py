"""Commands of operators: `flask units …`, `flask boards …`, `flask seed …`.

Owns: words and arguments of the shell. Does not know: rules; a command opens the transaction and
calls one function. Destructive commands ask first. `servers.py` and `dev.py` run a whole
Gelanggang on one machine and know nothing of Flask.
Begin with `COMMANDS` below.
"""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

COMMANDS = ("units", "cadres", "boards", "jobs", "seed")


def register(app: Flask) -> None:
    """Add every command group to `flask`: each module offers its group as `group`."""
    for name in COMMANDS:
        if find_spec(f"app.cli.{name}"):
            app.cli.add_command(import_module(f"app.cli.{name}").group)
