"""`flask ledger …`: the parts of the ledger, room ahead, old months put aside."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app import clock
from app.cli.owner import at_once_as_owner
from app.cli.traces import trace
from app.db import transaction
from app.errors import Refusal
from app.leaderboards.closing import close_due, put_totals_aside
from app.ledger import partitions

group = AppGroup("ledger", help="The ledger: its parts, room ahead, old months.")

WARNING = (
    "{month} will no longer be part of the ledger: its lines leave statements, audits and queries,"
    " and points in it can no longer be taken back. Totals and boards stay as they are, for its"
    " sums are carried on. With the last month of a closed season go its totals, which only made"
    " its boards. The tables stay in the database, readable by their owner under their names."
)


@group.command("partitions")
def parts() -> None:
    """List every part, and make room for the coming months and seasons."""
    with transaction():
        made = partitions.make_ahead(clock.party_day(clock.now()))
        found = partitions.listed()
    for part in found:
        note = "detached" if not part.attached else "new" if part.name in made else ""
        click.echo(
            f"{part.name:<16} {part.rows:>13,} rows {part.bytes:>17,} bytes  {note}".rstrip()
        )


@group.command("detach")
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@click.option("--yes", is_flag=True, help="Do not ask.")
def detach(month: datetime, yes: bool) -> None:
    """Take an old MONTH (2026-09) out of the ledger; its season must be over for a week."""
    click.echo(WARNING.format(month=f"{month:%Y-%m}"))
    if not yes:
        click.confirm("Detach it?", abort=True)
    close_due(clock.now())  # other orders of a season are counted from its entries until it closes
    try:
        with at_once_as_owner() as owner:
            today = clock.party_day(clock.now())
            name = partitions.detach(owner, month.replace(tzinfo=UTC).date(), today)
            names = [name, *put_totals_aside(owner)]
    except Refusal as refusal:
        raise click.ClickException(refusal.words) from refusal
    with transaction():
        trace("month_detached", "month", f"{month:%Y-%m}", month=f"{month:%Y-%m}")
    for name in names:
        click.echo(f"Detached. Keep {name}, or dump it (pg_dump --table {name}) and drop it.")
