"""What cadres are told, and by whom it is read."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.campaigns.models import Challenge
from app.db import db, session, transaction
from app.errors import Refusal
from app.flows import opened_challenge
from app.jobs.due import run_due_jobs
from app.jobs.schedule import sweep
from app.notifications import inbox
from app.notifications.models import Notice
from tests.cast import Person
from tests.counting import counted
from tests.shares import Shares, soon
from tests.web.test_leaderboards import Opens


def told(shares: Shares, person: Person, moment: datetime | None = None) -> list[tuple[str, str]]:
    """Kinds and titles of that person's notices, the newest first."""
    actor = shares.actor(person)
    with shares.app.app_context():
        found = inbox.listed(actor, moment or clock.now())
        db.session.remove()
    return [(one.kind.words, one.title) for one in found]


def put_on(shares: Shares, unit: str, **window: object) -> str:
    """A challenge that was proposed and is published now; returns its public id."""
    waiting = {"state": "proposed", "published_by": None, "published_at": None}
    proposed = {"proposed_at": clock.now()}
    one = shares.challenge(unit=unit, **waiting, **proposed, **window)
    bima = shares.actor(shares.cast.bima)
    with shares.at_work():
        challenge = _challenge(one)
        seen = challenge.proposed_at
        assert seen is not None
        opened_challenge.publish(bima, challenge, seen.isoformat())
    return one


def _challenge(public_id: str) -> Challenge:
    return session().scalars(select(Challenge).where(Challenge.public_id == public_id)).one()


def test_the_cadre_hears_that_her_post_counts_and_that_it_no_longer_does(
    shares: Shares, as_: Opens
) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    post = shares.post(siti)
    one = shares.submit(siti, shares.challenge(), post.url)
    assert told(shares, siti) == []
    run_due_jobs(shares.app)
    counts = ("Kiriman Anda terverifikasi", "Air bersih untuk semua")
    assert told(shares, siti) == [counts]
    assert told(shares, shares.cast.rudi) == []
    page = as_(siti).get("/kabar-saya")
    link = page.soup.select_one("main .row a")
    assert link is not None
    assert link["href"] == f"/kiriman/{shares.row(one).public_id}"
    shares.platforms.delete(post)
    run_due_jobs(shares.app, soon(hours=3))
    gone = ("Poin kiriman Anda ditarik", "Air bersih untuk semua")
    assert told(shares, siti, soon(hours=3)) == [gone, counts]


def test_she_hears_of_a_rejection_by_the_machine_and_of_one_by_people(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge(providers=["x", "instagram"])
    post = shares.post(siti)
    shares.submit(siti, challenge, post.url)
    shares.platforms.delete(post)
    run_due_jobs(shares.app)
    rejected = ("Kiriman Anda ditolak", "Air bersih untuk semua")
    assert told(shares, siti) == [rejected]
    photo = shares.post(siti, "Sore di kampung", "instagram").url
    one = shares.submit(siti, challenge, photo)
    shares.decide(one, shares.cast.dewi, False, "requirement")
    assert told(shares, siti) == [rejected]
    shares.decide(one, shares.cast.fajar, False, "requirement")
    assert told(shares, siti) == [rejected, rejected]


def test_a_notice_stands_only_if_what_it_tells_stands(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    run_due_jobs(shares.app)
    with pytest.raises(RuntimeError, match="the power went"), shares.at_work():
        opened = _challenge(shares.challenge(unit="31"))
        opened_challenge.outbox.announce(
            opened.unit_id, "opened", opened.public_id, "Uji", soon(), soon(days=1)
        )
        raise RuntimeError("the power went")
    assert shares.row(one).state == "verified"
    assert shares.count(Notice) == 1


def test_a_challenge_is_told_to_its_unit_in_one_row_from_when_it_opens(shares: Shares) -> None:
    cast = shares.cast
    put_on(shares, "31.74", title="Sumur kami", opens_at=soon(hours=2), closes_at=soon(hours=9))
    assert shares.count(Notice) == 1
    opened = [("Tantangan baru untuk unit Anda", "Sumur kami")]
    assert told(shares, cast.siti) == []
    assert told(shares, cast.siti, soon(hours=3)) == opened
    assert told(shares, cast.ratna, soon(hours=3)) == opened
    assert told(shares, cast.mega, soon(hours=3)) == []
    assert told(shares, cast.yohana, soon(hours=3)) == []
    assert told(shares, cast.siti, soon(hours=10)) == []


def test_one_that_is_closed_early_or_was_never_published_is_told_to_nobody(shares: Shares) -> None:
    one = put_on(shares, "31")
    assert len(told(shares, shares.cast.siti)) == 1
    tika = shares.actor(shares.cast.tika)
    with shares.at_work():
        opened_challenge.close(tika, _challenge(one))
    assert told(shares, shares.cast.siti) == []
    with pytest.raises(Refusal), shares.at_work():
        opened_challenge.publish(tika, _challenge(one), "")
    assert told(shares, shares.cast.siti) == []


def test_whoever_came_later_does_not_begin_with_old_news(shares: Shares) -> None:
    put_on(shares, "dpp")
    with shares.at_work():
        session().execute(
            db.text("UPDATE cadres SET activated_at = now() WHERE id = :id"),
            {"id": shares.cast.rudi.id},
        )
    assert len(told(shares, shares.cast.siti)) == 1
    assert told(shares, shares.cast.rudi) == []


def test_what_is_new_is_marked_on_the_first_screen_until_the_page_was_opened(
    shares: Shares, as_: Opens
) -> None:
    siti, rudi = as_(shares.cast.siti), as_(shares.cast.rudi)
    assert "belum dibaca" not in siti.get("/beranda").text
    assert "Belum ada kabar" in siti.get("/kabar-saya").text
    put_on(shares, "31")
    assert "Kabar saya 1 belum dibaca" in siti.get("/beranda").text
    assert "Baru" in siti.get("/kabar-saya").text.split()
    assert "belum dibaca" not in siti.get("/beranda").text
    assert "Baru" not in siti.get("/kabar-saya").text.split()
    assert "Kabar saya 1 belum dibaca" in rudi.get("/beranda").text


def test_the_page_costs_the_same_with_more_on_it(shares: Shares, as_: Opens) -> None:
    siti = as_(shares.cast.siti)
    costs = []
    for _ in range(3):
        put_on(shares, "31")
        siti.get("/kabar-saya")
        with counted() as sent:
            siti.get("/kabar-saya")
        costs.append(len(sent))
    assert costs == [2, 2, 2]


def test_after_ninety_days_a_notice_is_gone(ctx: Flask, shares: Shares) -> None:
    put_on(shares, "31", closes_at=soon(days=365))
    sweep(soon(days=89))
    assert shares.count(Notice) == 1
    sweep(soon(days=91))
    assert shares.count(Notice) == 0
    with transaction():
        inbox.forget(soon(days=91))
