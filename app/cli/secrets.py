"""`flask secrets …`: keys that seal tokens, and the key that signs pushes."""

import secrets as chance
import sys
from base64 import b64encode

import click
from flask.cli import AppGroup

from app.accounts.rotation import KINDS, outdated, rotate
from app.cli.traces import trace
from app.db import transaction
from app.notifications.subscriptions import SEALED
from app.notifications.vapid import new_key as new_vapid_key

EVERYTHING = KINDS + SEALED

group = AppGroup("secrets", help="Keys that seal tokens and sign pushes.")


@group.command("new-key")
@click.argument("name")
def new_key(name: str) -> None:
    """Print a fresh key as TOKEN_KEYS wants it: put it before the others, then rotate."""
    if not name.isalnum():
        raise click.ClickException("A key's name has letters and digits only, such as 2026b.")
    click.echo(f"{name}:{b64encode(chance.token_bytes(32)).decode()}")


@group.command("vapid")
def vapid() -> None:
    """Print a fresh key that signs pushes. Another key later unsubscribes everybody."""
    click.echo(f"VAPID_PRIVATE_KEY={new_vapid_key()}")
    click.echo("VAPID_SUBJECT=mailto:…   # whom push services write to when something is wrong")


@group.command("rotate")
def rotate_all() -> None:
    """Seal everything anew under the newest key; afterwards older keys can leave TOKEN_KEYS."""
    sealed = broken = 0
    with click.progressbar(length=outdated(EVERYTHING), label="Sealing anew") as bar:
        for step in rotate(EVERYTHING):
            sealed, broken = sealed + step.sealed, broken + step.broken
            bar.update(step.sealed + step.broken)
    if sealed:
        with transaction():
            trace("tokens_resealed", "secrets", "tokens")
    click.echo(f"{sealed} values sealed anew, {broken} do not open with any key of the ring.")
    if left := outdated(EVERYTHING) - broken:
        click.echo(f"{left} were in use meanwhile: run this once more.")
        sys.exit(1)
