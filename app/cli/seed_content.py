"""The demo party's stream: a site and a channel of the stand-in web, a note, whom Siti brought."""

from datetime import datetime, timedelta

from app import clock
from app.cli.seed_people import Soul
from app.content import arrivals, feeds, notes, stream, tracking
from app.content.arrivals import Visit
from app.content.notes import NoteForm
from app.content.tracking import Target
from app.db import transaction
from app.flows.arrivals import credit

FEEDS = (
    "https://partai.example/feed.xml",
    "https://www.youtube.com/feeds/videos.xml?channel_id=UCpartaigelanggang000000",
)
TODAY = 4
NOTE = "Pekan air bersih: ceritakan sumur dan sungai di kampung Anda, dengan kata sendiri."


def take_up_feeds(operator: Soul) -> None:
    """The party's feeds with their items, read from the stand-in web. Raises Refusal without it."""
    for url in FEEDS:
        feeds.add(url, operator.actor())


def say_to_all(officer: Soul, now: datetime) -> None:
    """What DPP says this week."""
    with transaction():
        form = NoteForm(NOTE, "dpp", now - timedelta(hours=2), now + timedelta(days=7))
        notes.write(officer.actor(), form, now)


def bring_people(cadre: Soul, yesterdays: int, now: datetime) -> None:
    """So many came through one's link yesterday, which has become points, and some today."""
    yesterday = now - timedelta(days=1)
    with transaction(), clock.at(yesterday):
        item = stream.newest(stream.PAGE)[-1]
        link = Target(tracking.link_to(cadre.id, item), cadre.id, item.url, None, counts=True)
    with transaction():
        for at, people in ((yesterday, yesterdays), (now, TODAY)):
            for number, kind in enumerate(["human"] * people + ["preview"] * 2):
                arrivals.arrive(link, Visit(kind, f"198.51.{number}.7", None), at)
        arrivals.forget_salts(clock.party_day(now))
    credit(now)
