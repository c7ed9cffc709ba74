"""`flask cadres …`: the first people of an installation, roles, transfers."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.cadres import changing, consents, entering, founding, passwords, phones
from app.cadres.models import Cadre
from app.cadres.roles import KINDS
from app.cadres.transfer import transfer
from app.cli.traces import trace
from app.db import session, transaction
from app.errors import NotFound, Refusal, Refusals
from app.units.models import Unit
from app.units.naming import title

group = AppGroup("cadres", help="People and their roles.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command("found")
@click.option("--name", prompt=True, help="Full name.")
@click.option("--phone", prompt=True, help="Phone number; Indonesian without a country code.")
@click.option("--born", prompt="Born (YYYY-MM-DD)", help="Date of birth.")
@click.option("--kind", type=click.Choice(KINDS), default="officer", show_default=True)
@click.option("--unit", "code", default="dpp", show_default=True, help="Code of the unit.")
def found(name: str, phone: str, born: str, kind: str, code: str) -> None:
    """Create one of the first people, with a role, where nobody can invite yet.

    The person sits at the terminal: chooses the password there (it is never an argument, so it
    stands in no history) and agrees to each text, exactly as at an activation.
    """
    form = {"nama": name, "telepon": phone, "lahir": born}
    for text in (*consents.asked(), consents.ATTESTATION):
        click.echo(f"\n{text.title}\n{text.words}")
        if click.confirm("Setuju?"):
            form[f"setuju_{text.kind}"] = str(text.version)
    form["sandi"] = click.prompt(
        f"\nKata sandi (paling sedikit {passwords.MIN} karakter)",
        hide_input=True,
        confirmation_prompt="Sekali lagi",
    )
    with told(), transaction():
        unit = _unit(code)
        cadre = founding.found(form, kind, unit)
        _keep("cadre_founded", cadre, unit, role=kind)
        click.echo(f"{cadre.name} ({cadre.phone}) is {kind} of {code}.")


@group.command("grant")
@click.argument("phone")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("code")
@click.option("--until", type=DAY, help="Last day of the role; without it until it is ended.")
def grant(phone: str, kind: str, code: str, until: datetime | None) -> None:
    """Give the cadre with PHONE the role KIND in the unit CODE, from today on."""
    with told(), transaction():
        cadre = founding.by_phone(phones.normal(phone))
        unit, last = _unit(code), _day(until)
        founding.grant(cadre, kind, unit, last)
        _keep("role_granted", cadre, unit, role=kind, until=last)
        click.echo(f"{cadre.name} is {kind} of {code}.")


@group.command("end-role")
@click.argument("phone")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("code")
def end_role(phone: str, kind: str, code: str) -> None:
    """Take the role KIND in the unit CODE from the cadre with PHONE, at once."""
    with told(), transaction():
        cadre = founding.by_phone(phones.normal(phone))
        unit = _unit(code)
        founding.end(cadre, kind, unit)
        _keep("role_ended", cadre, unit, role=kind)
        click.echo(f"{cadre.name} is no longer {kind} of {code}.")


@group.command("new-password")
@click.argument("phone")
@click.confirmation_option(prompt="Sign this person out everywhere and set a new password?")
def new_password(phone: str) -> None:
    """Print a random password for the cadre with PHONE who lost hers; she changes it at /saya."""
    with told(), transaction():
        cadre = founding.by_phone(phones.normal(phone))
        click.echo(f"{cadre.name}: {changing.hand_out(cadre)}")
        _keep("password_handed_out", cadre, cadre.unit)


@group.command("forget-ways")
@click.argument("phone")
@click.confirmation_option(
    prompt="Did you make sure who asks? Only the password is left, and everything is signed out."
)
def forget_ways(phone: str) -> None:
    """Forget passkeys, app and recovery codes of the cadre with PHONE who lost all of them."""
    with told(), transaction():
        cadre = founding.by_phone(phones.normal(phone))
        entering.forget_ways(cadre.id)
        _keep("ways_forgotten", cadre, cadre.unit)
        click.echo(f"{cadre.name} signs in by password alone, and makes a second step anew.")


@group.command("transfer")
@click.argument("phone")
@click.argument("code")
def move(phone: str, code: str) -> None:
    """Move the cadre with PHONE to the unit CODE; points stay where they were earned."""
    with told(), transaction():
        cadre = founding.by_phone(phones.normal(phone))
        unit, was = _unit(code), title(cadre.unit)
        transfer(cadre.id, unit.id)
        _keep("cadre_moved", cadre, unit, was=was)
        click.echo(f"{cadre.name} belongs to {code}.")


@group.command("list")
def listing() -> None:
    """Everybody who holds a role, with unit and last day."""
    for cadre, role in founding.everybody_with_a_role():
        until = f" until {role.ends_on}" if role.ends_on else ""
        click.echo(f"{cadre.phone}\t{cadre.name}\t{role.kind}\t{role.unit.code}{until}")


@contextmanager
def told() -> Generator[None]:
    """A "no" becomes a message of the shell instead of a stack trace."""
    try:
        yield
    except Refusal as error:
        parts = error.parts if isinstance(error, Refusals) else [error]
        raise click.ClickException(" ".join(part.words for part in parts)) from None
    except NotFound:
        raise click.ClickException("There is no such active cadre, unit or role.") from None


def _keep(act: str, cadre: Cadre, unit: Unit, **details: str | date | None) -> None:
    trace(act, "cadre", cadre.public_id, unit.path, about=[cadre.id], **details)


def _unit(code: str) -> Unit:
    unit = session().scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise NotFound
    return unit


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
