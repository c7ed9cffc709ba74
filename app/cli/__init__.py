"""Commands of operators: `flask units …`, `flask boards …`, `flask seed …`.

Owns: words and arguments of the shell. Does not know: rules; a command opens the transaction and
calls one function. Destructive commands ask first. `servers.py` and `dev.py` run a whole
Gelanggang on one machine and know nothing of Flask.
Begin with `COMMANDS` below.
"""

from flask import Flask

from app.cli import auditing, boards, cadres, calendar, jobs, ledger, seasons, secrets, seed, units

COMMANDS = (units, cadres, calendar, seasons, boards, ledger, auditing, jobs, secrets, seed)


def register(app: Flask) -> None:
    """Add every command group to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command.group)
