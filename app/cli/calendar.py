"""`flask calendar …`: the election calendar, taken from files with a source in each line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock
from app.campaigns import calendar_file, elections
from app.cli.traces import trace
from app.db import transaction
from app.errors import Refusal

group = AppGroup("calendar", help="The election calendar: what may be open where, and when.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--election", required=True, help="Its name; its earlier calendar is withdrawn.")
def import_calendar(file: Path, election: str) -> None:
    """Let the phases of a CSV file hold: unit,phase,starts_on,ends_on,source,source_date."""
    try:
        lines = calendar_file.read(file.read_text(encoding="utf-8-sig").splitlines())
        with transaction():
            gone = calendar_file.replace(election[:80], lines, clock.now())
            trace("calendar_imported", "calendar", file.name[:40], election=election[:80])
    except Refusal as refusal:
        raise click.ClickException(refusal.words) from refusal
    click.echo(f"{len(lines):,} phases hold for {election}; {gone:,} were withdrawn.")


@group.command("list")
def list_calendar() -> None:
    """Show every phase that is on or ahead."""
    for one in elections.listed(clock.party_day(clock.now())):
        days = f"{one.starts_on} – {one.ends_on}"
        click.echo(f"{one.unit.code:<12} {one.phase:<9} {days}  {one.election}: {one.source}")
