"""`flask secrets …`: keys that seal platform tokens."""

import secrets as chance
import sys
from base64 import b64encode

import click
from flask.cli import AppGroup

from app.accounts.rotation import outdated, rotate

group = AppGroup("secrets", help="Keys that seal tokens.")


@group.command("new-key")
@click.argument("name")
def new_key(name: str) -> None:
    """Print a fresh key as TOKEN_KEYS wants it: put it before the others, then rotate."""
    if not name.isalnum():
        raise click.ClickException("A key's name has letters and digits only, such as 2026b.")
    click.echo(f"{name}:{b64encode(chance.token_bytes(32)).decode()}")


@group.command("rotate")
def rotate_all() -> None:
    """Seal everything anew under the newest key; afterwards older keys can leave TOKEN_KEYS."""
    sealed = broken = 0
    with click.progressbar(length=outdated(), label="Sealing anew") as bar:
        for step in rotate():
            sealed, broken = sealed + step.sealed, broken + step.broken
            bar.update(step.sealed + step.broken)
    click.echo(f"{sealed} values sealed anew, {broken} do not open with any key of the ring.")
    if left := outdated() - broken:
        click.echo(f"{left} were in use meanwhile: run this once more.")
        sys.exit(1)
