"""`flask units …`: the official tree, and the few units opened by hand."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock
from app.cli import statistics
from app.cli.traces import trace
from app.db import transaction
from app.errors import NotFound, Refusal
from app.units import by_hand
from app.units.models import ZONES
from app.units.naming import title
from app.units.wilayah import SOURCE, import_regions

group = AppGroup("units", help="The party tree: import it, add and change units by hand.")


@contextmanager
def _in_words() -> Generator[None]:
    """A "no" ends the command with its words instead of a stack trace."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(refusal.words) from refusal
    except NotFound as missing:
        raise click.ClickException(f"Tidak ada unit dengan kode {missing}.") from missing


@group.command("import")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SOURCE,
    help="Folder with provinces, regencies, districts and villages as .csv or .csv.gz.",
)
def import_units(folder: Path) -> None:
    """Make DPD, DPC, PAC and ranting like the official list; run it as often as you like."""
    started = time.monotonic()
    with _in_words(), transaction():
        found = import_regions(clock.now(), folder, click.echo)
        if found.opened or found.renamed or found.closed or found.reopened:
            trace("units_imported", "units", folder.name)
    if found.opened:
        statistics.refresh()
    seconds = time.monotonic() - started
    click.echo(
        f"{found.opened:,} opened, {found.renamed:,} renamed, {found.closed:,} closed, "
        f"{found.reopened:,} reopened in {seconds:.1f} s."
    )


@group.command("add")
@click.option("--parent", required=True, help="Code of the unit above, such as dpp.")
@click.option("--level", required=True, type=click.Choice(sorted(by_hand.UNDER)))
@click.option("--name", required=True)
@click.option("--key", help="End of the code: my gives ln_my. Anak ranting are numbered without.")
@click.option("--zone", type=click.Choice(ZONES), help="Default: the zone of the unit above.")
def add(parent: str, level: str, name: str, key: str | None, zone: str | None) -> None:
    """Open a DPLN or an anak ranting."""
    with _in_words(), transaction():
        unit = by_hand.add(parent, level, name, clock.now(), key, zone)
        words = f"{unit.code}: {title(unit)}"
        trace("unit_opened", "unit", unit.code, unit.path, name=title(unit))
    click.echo(words)


@group.command("rename")
@click.argument("code")
@click.option("--name", required=True)
def rename(code: str, name: str) -> None:
    """Give a unit added by hand another name; the old one stays in its history."""
    with _in_words(), transaction():
        unit = by_hand.rename(code, name, clock.now())
        words = f"{code}: {title(unit)}"
        trace("unit_renamed", "unit", code, unit.path, name=title(unit))
    click.echo(words)


@group.command("close")
@click.argument("code")
def close(code: str) -> None:
    """Close a unit added by hand. Its points and its history stay."""
    with _in_words(), transaction():
        unit = by_hand.close(code, clock.now())
        words = f"{title(unit)} ditutup."
        trace("unit_closed", "unit", code, unit.path, name=title(unit))
    click.echo(words)
