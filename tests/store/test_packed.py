"""Commands packed by the thousand are answered in order, and a failure leaves nothing behind."""

import pytest
from flask import Flask

from app.store import Unavailable, store
from app.store.packed import answers


def test_every_command_is_answered_in_its_place(ctx: Flask) -> None:
    key = store.key("packed")
    commands = [("ZADD", key, n, n) for n in range(2_000)]
    with store.client() as client:
        *added, count, none = answers(client, [*commands, ("ZCARD", key), ("GET", "nothing")])
        assert (set(added), count, none) == ({1}, 2_000, None)
        assert client.zscore(key, "1999") == 1_999


def test_after_an_error_nobody_reads_the_answers_of_another(ctx: Flask) -> None:
    key = store.key("packed")
    with store.client() as client:
        with pytest.raises(Unavailable, match="WRONGTYPE"):
            answers(client, [("SET", key, "word"), ("ZADD", key, 1, 1), ("GET", key)])
        assert answers(client, [("STRLEN", key)]) == [4]
