"""Many at the same door in the same moment, each in a thread with connections of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask

from app.db import db
from app.errors import Refusal

Hand = TypeVar("Hand")


def outcomes(app: Flask, act: Callable[[Hand], object], hands: Iterable[Hand]) -> list[str]:
    """What came of it for each: `in`, or the code of the refusal."""

    def one(hand: Hand) -> str:
        with app.app_context():
            try:
                act(hand)
                return "in"
            except Refusal as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, hands))
