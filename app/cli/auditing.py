"""`flask auditing …`: the log of acts, sealed and looked at."""

import sys

import click
from flask.cli import AppGroup

from app import clock
from app.auditing import chain
from app.db import transaction

SHOWN = 50

group = AppGroup("auditing", help="The log of acts: seal it, verify it.")


@group.command("seal")
def seal() -> None:
    """Seal what happened since, as the clock does every five minutes."""
    with transaction():
        click.echo(f"{chain.seal(clock.now())} events sealed.")


@group.command("verify")
@click.option("--expect", help="A hash that an earlier run printed: it must stand in the chain.")
def verify(expect: str | None) -> None:
    """Look at every event and its seal; name what was changed and exit 1 if there is anything.

    Keep the hash it prints outside of the database: whoever wrote the whole chain anew cannot
    bring an old one back.
    """
    try:
        expected = bytes.fromhex(expect) if expect else None
    except ValueError:
        raise click.ClickException("A hash has 64 digits from 0 to f.") from None
    with transaction():
        found = chain.verify(clock.now(), expected)
    for problem in found.problems[:SHOWN]:
        click.echo(problem)
    if len(found.problems) > SHOWN:
        click.echo(f"… and {len(found.problems) - SHOWN} more.")
    click.echo(
        f"{found.sealed} events sealed, {found.unsealed} not yet, newest hash {found.newest.hex()}."
    )
    if found.problems:
        sys.exit(1)
