"""How platforms count: defaults, dated rows over them, and an operator's form."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.campaigns import policy
from app.campaigns.models import ProviderPolicy
from app.campaigns.terms import TERMS
from app.db import session, transaction
from app.errors import NotFound, Refusals
from app.providers.links import LABELS
from tests.cast import Cast
from tests.shares import Shares

NOON = datetime(2026, 8, 1, 5, tzinfo=UTC)  # before the first decision of the small party
TODAY = date(2026, 11, 1)
DEFAULTS = {
    "x": "record",
    "instagram": "score",
    "facebook": "score",
    "threads": "score",
    "youtube": "record",
    "tiktok": "record",
    "bluesky": "score",
    "mastodon": "score",
    "website": "score",
    "whatsapp": "link_only",
}


def decided(provider: str, mode: str, since: datetime, until: datetime | None = None) -> None:
    with transaction():
        row = ProviderPolicy(
            provider=provider,
            mode=mode,
            term="Uji",
            source="Uji",
            valid_from=since,
            valid_until=until,
            acknowledged_at=since,
        )
        session().add(row)


def form(**changed: str) -> dict[str, str]:
    return {"mode": "score", "sampai": "", "catatan": "", "paham": "1", **changed}


def test_without_a_decision_the_terms_as_read_decide(ctx: Flask) -> None:
    found = policy.policies(NOON)
    assert {key: one.mode for key, one in found.items()} == DEFAULTS
    assert all(one.row is None for one in found.values())


def test_every_platform_a_link_can_name_has_its_terms() -> None:
    assert set(TERMS) == set(LABELS)
    for terms in TERMS.values():
        assert terms.mode in policy.MODES
        assert terms.term
        assert terms.gist


@pytest.mark.parametrize(
    ("rows", "mode"),
    [
        ([("score", -2, None)], "score"),
        ([("score", 1, None)], "record"),  # only from tomorrow on
        ([("score", -2, -1)], "record"),  # has run out
        ([("score", -2, 0)], "record"),  # runs out this very moment
        ([("score", 0, 2)], "score"),  # begins this very moment
        ([("off", -3, None), ("score", -2, None)], "score"),
        ([("score", -3, None), ("off", -2, -1)], "record"),  # a newer one ends the older one
        ([("score", -1, None), ("off", -1, None)], "off"),  # the last word of the same moment
    ],
)
def test_the_newest_decision_that_holds_decides_and_else_the_default(
    ctx: Flask, rows: list[tuple[str, int, int | None]], mode: str
) -> None:
    for row_mode, since, until in rows:
        end = None if until is None else NOON + timedelta(days=until)
        decided("x", row_mode, NOON + timedelta(days=since), end)
    assert policy.mode_of("x", NOON) == mode
    assert policy.mode_of("threads", NOON) == "score"


def test_platforms_are_told_apart_by_mode_in_the_order_asked(ctx: Flask) -> None:
    found = policy.policies(NOON)
    asked = ["threads", "x", "whatsapp", "tiktok"]
    assert found.within(asked, "record") == ["x", "tiktok"]
    assert found.within(asked, *policy.TAKEN) == ["threads", "x", "tiktok"]
    assert not found.all_score


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mode": ""}, "mode"),
        ({"mode": "skor"}, "mode"),
        ({"paham": ""}, "paham"),
        ({"paham": "2"}, "paham"),
        ({"sampai": "besok"}, "sampai"),
        ({"sampai": "2026-10-31"}, "sampai"),
        ({"sampai": "9999-12-31"}, "sampai"),
        ({"sampai": "2026-02-30"}, "sampai"),
        ({"catatan": "x" * 501}, "catatan"),
        ({"catatan": "a\nb"}, "catatan"),
    ],
)
def test_a_wrong_field_is_refused_by_name(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refusals) as caught:
        policy.read(form(**changed), TODAY)
    assert [part.field for part in caught.value.parts] == [field]


def test_the_last_day_counts_to_its_end_in_jakarta() -> None:
    read = policy.read(form(sampai="2026-11-01"), TODAY)
    assert read.valid_until == datetime(2026, 11, 1, 17, tzinfo=UTC)
    assert policy.read(form(), TODAY).valid_until is None


def test_a_decision_keeps_who_when_and_the_term_acknowledged(shares: Shares, cast: Cast) -> None:
    actor = shares.actor(cast.oka)
    with shares.at_work():
        policy.change(actor, "x", policy.Choice("record", None, "Surat jawaban X"))
    with shares.at_work():
        (row, name), *older = policy.history("x")
        assert (row.mode, row.note, name) == ("record", "Surat jawaban X", cast.oka.name)
        assert TERMS["x"].term in row.term
        assert TERMS["x"].gist in row.term
        assert (row.source, row.source_date) == (TERMS["x"].source, TERMS["x"].source_date)
        assert row.acknowledged_at <= clock.now()
        assert len(older) == 1  # the one of the stand-ins is still there
        assert policy.mode_of("x", clock.now()) == "record"


def test_nobody_decides_about_a_platform_that_is_not_there(shares: Shares, cast: Cast) -> None:
    actor = shares.actor(cast.oka)
    with pytest.raises(NotFound), shares.at_work():
        policy.change(actor, "friendster", policy.Choice("score", None, ""))
