"""Every number on the statement is the sum of lines one can open."""

from datetime import timedelta

from flask import Flask

from app.clock import party_day
from app.db import transaction
from app.ledger.entries import award, reverse
from app.ledger.scoring import FIRST
from app.ledger.statement import balance, points_today, statement
from tests.cast import FIRST_SEASON, Cast
from tests.ledger.test_award import AT, earn

SEASON_OPENS = FIRST_SEASON


def test_each_line_tells_the_balance_after_it(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", 10)
        earn(cast, "submission:2", 5)
        reverse("submission:1", "Unggahan dihapus", AT)
        award(cast.rudi.id, cast.rudi.unit_id, 99, "submission:3", "A", "Unggahan sah", AT)
    told = statement(cast.siti.id, "all")
    assert [(line.entry.points, line.balance) for line in told.lines] == [
        (-10, 5),
        (5, 15),
        (10, 10),
    ]
    assert told.balance == 5 == balance(cast.siti.id, "all")
    assert told.next_before is None


def test_periods_are_told_apart(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", 10)
        earn(cast, "submission:2", 7, AT - timedelta(days=7))
        earn(cast, "submission:3", 3, AT - timedelta(days=120))
    assert [
        statement(cast.siti.id, each).balance for each in ("w2026-47", "w2026-46", "s1", "all")
    ] == [
        10,
        7,
        17,
        20,
    ]


def test_older_lines_follow_on_the_next_page_though_newer_ones_arrive(
    ctx: Flask, cast: Cast
) -> None:
    with transaction():
        for number in range(5):
            earn(cast, f"submission:{number}", 1 + number)
    first = statement(cast.siti.id, "all", limit=2)
    with transaction():
        earn(cast, "submission:9", 50)
    second = statement(cast.siti.id, "all", first.next_before, limit=2)
    third = statement(cast.siti.id, "all", second.next_before, limit=2)
    pages = [[line.entry.points for line in page.lines] for page in (first, second, third)]
    assert pages == [[5, 4], [3, 2], [1]]
    assert [page.balance for page in (first, second, third)] == [15, 65, 65]
    assert third.next_before is None


def test_today_says_what_the_cap_leaves(ctx: Flask, cast: Cast) -> None:
    day = party_day(AT)
    assert points_today(cast.siti.id, day).left == FIRST["daily_cap"]
    with transaction():
        earn(cast, "submission:1", 30)
    today = points_today(cast.siti.id, day)
    assert (today.earned, today.left) == (30, FIRST["daily_cap"] - 30)
