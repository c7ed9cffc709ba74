"""`flask boards …`: keep the boards live, build them anew, compare them with the ledger."""

import signal
import sys
import threading
from types import FrameType

import click
from flask.cli import AppGroup

from app.cli.progress import progress
from app.cli.traces import trace
from app.db import transaction
from app.jobs import projector
from app.leaderboards.audit import audit
from app.leaderboards.rebuild import rebuild

SHOWN = 50

group = AppGroup("boards", help="Leaderboards: project, rebuild, audit.")


@group.command("project")
def project() -> None:
    """Carry points to the boards as they are awarded, until SIGTERM or Ctrl-C."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    projector.run(stop)


@group.command("rebuild")
@click.option("--period", help="Only this period, such as w2026-48, s1 or all.")
def build(period: str | None) -> None:
    """Write all boards anew from the totals and put them in place of the live ones."""
    with progress() as tell:
        done = rebuild(period, tell=tell)
    if done:
        with transaction():
            trace("boards_rebuilt", "period", period or "all", boards=done.boards)
        click.echo(
            f"{done.boards} boards with {done.members} rows in {done.periods} periods; "
            f"{done.removed} boards removed."
        )


@group.command("audit")
def check() -> None:
    """Compare boards, totals and ledger; name every difference and exit 1 if there is one."""
    found = audit()
    for difference in found.differences[:SHOWN]:
        click.echo(str(difference))
    if len(found.differences) > SHOWN:
        click.echo(f"… and {len(found.differences) - SHOWN} more.")
    click.echo(
        f"{found.boards} boards, {found.numbers} numbers, {len(found.differences)} differences."
    )
    if found.differences:
        sys.exit(1)
