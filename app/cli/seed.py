"""`flask seed …`: an invented party, to show or to measure; never among real people."""

import time
from collections.abc import Generator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup

from app.cadres.demo import CAST
from app.cadres.phones import shown
from app.cli import seed_demo, seed_scale
from app.cli.progress import progress
from app.cli.seed_people import PASSWORD
from app.errors import Refusal

group = AppGroup("seed", help="Fill an empty party with invented people, to show or to measure.")


@contextmanager
def _timed() -> Generator[None]:
    """A "no" ends the command with its words; otherwise says how long it took."""
    started = time.monotonic()
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(refusal.words) from refusal
    click.echo(f"Done in {time.monotonic() - started:.1f} s.")


@group.command("scale")
@click.option("--cadres", type=click.IntRange(1), required=True, help="How many people.")
@click.option("--entries", type=click.IntRange(0), help="How many entries; default 5 a cadre.")
def scale(cadres: int, entries: int | None) -> None:
    """A party of a given size for measuring, in an empty database with the tree in it.

    Ended in the middle and given again, the command goes on where it was.
    """
    with _timed(), progress() as tell:
        seed_scale.seed(cadres, 5 * cadres if entries is None else entries, tell)


@group.command("demo")
@click.option("--cadres", type=click.IntRange(len(CAST)), default=3000, show_default=True)
def demo(cadres: int) -> None:
    """A party in the middle of a season, on the stand-in platforms; only with DEMO=1."""
    with _timed():
        seed_demo.seed(current_app.config["SETTINGS"], cadres, click.echo)


@group.command("people")
def people() -> None:
    """Who can sign in to the demo party."""
    for player in CAST:
        click.echo(f"{shown(player.phone)}  {player.name}, {player.part}")
    click.echo(f"Kata sandi semuanya: {PASSWORD}")
