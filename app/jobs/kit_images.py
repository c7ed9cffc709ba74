"""Handing in a picture: its row and the job that makes files of it, in one transaction."""

from app.cadres.roles import Actor
from app.campaigns import kits
from app.campaigns.models import Challenge
from app.jobs.queue import defer


def add(actor: Actor, challenge: Challenge, raw: bytes, alt: str) -> None:
    """Take it in and queue the work. Raises the refusals of `kits.add`."""
    image = kits.add(actor, challenge, raw, alt)
    defer("picture", image_id=image.id)
