"""`flask season …`: open the next one, see how they stand, close what is over."""

from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock
from app.cli.traces import trace
from app.db import session, transaction
from app.errors import Refusal
from app.leaderboards.closing import close_due, closed
from app.seasons.calendar import SETTLES, season_key
from app.seasons.models import Season
from app.seasons.opening import WEEKS, open_season

group = AppGroup("season", help="Seasons: open, list, close.")


@group.command("open")
@click.argument("name")
@click.option(
    "--from", "starts", required=True, type=click.DateTime(["%Y-%m-%d"]), help="A Monday."
)
@click.option("--weeks", default=WEEKS, show_default=True)
def begin(name: str, starts: datetime, weeks: int) -> None:
    """Open a season of whole weeks; its rolls are frozen when it begins."""
    try:
        with transaction():
            season = open_season(name, starts.date(), weeks)
            words = f"{season.name}: {season.starts_on} to {season.ends_on}."
            trace(
                "season_opened",
                "season",
                season_key(season.id),
                name=season.name,
                starts=season.starts_on,
                ends=season.ends_on,
            )
    except Refusal as refusal:
        raise click.ClickException(refusal.words) from refusal
    click.echo(words)


@group.command("list")
def tell() -> None:
    """Every season, its days, and how it stands."""
    today = clock.party_day(clock.now())
    for season in session().scalars(select(Season).order_by(Season.starts_on)):
        click.echo(
            f"{season.name}: {season.starts_on} to {season.ends_on}, {_state(season, today)}"
        )


@group.command("close")
def end() -> None:
    """Close every season, week and campaign that has settled, as the clock does each hour."""
    done = close_due(clock.now())
    if done:
        with transaction():
            trace("periods_closed", "period", done[0], periods=", ".join(done))
    click.echo(f"Closed: {', '.join(done)}." if done else "Nothing has to be closed.")


def _state(season: Season, today: date) -> str:
    if closed(season_key(season.id)):
        return "closed"
    if today < season.starts_on:
        return "to come"
    if today <= season.ends_on:
        return "running"
    return f"settling until {season.ends_on + SETTLES}"
