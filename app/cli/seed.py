"""`flask seed …`: an invented party, to show or to measure; never among real people."""

import time
from collections.abc import Generator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.cli import seed_scale
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
    """A party of a given size for measuring, in an empty database with the tree in it."""
    with _timed():
        seed_scale.seed(cadres, 5 * cadres if entries is None else entries, click.echo)
