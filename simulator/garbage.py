"""Answers that are none: something else instead of them, or what careless programs make of them."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Response

HUGE_BYTES = 16 * 1024 * 1024
DRIPS, DRIP_S = 1500, 0.02
ID_LEN = 15  # from here on a number of JavaScript does not hold every digit


def instead(kind: str) -> Response | None:
    """What comes instead of an answer; None for a kind that only spoils it."""
    if kind == "html":
        return Response("<!doctype html><title>Oops</title><h1>Something went wrong</h1>")
    if kind == "truncated":
        return Response('{"data":{"id":"19934', content_type="application/json")
    if kind == "shape":
        return Response('[null, {"data": 7}]', content_type="application/json")
    if kind == "huge":
        return Response(endless(), content_type="application/json")
    return None


def spoiled(kind: str, answer: Response) -> Response:
    """A true answer as a careless program writes it down."""
    if kind in WAYS and answer.is_json:
        answer.set_data(WAYS[kind](json.loads(answer.get_data())))
    return answer


def endless() -> Iterator[bytes]:
    """A body of HUGE_BYTES, in parts."""
    yield b'{"data":"'
    for _ in range(HUGE_BYTES // 65536):
        yield b"A" * 65536
    yield b'"}'


def dripping() -> Iterator[bytes]:
    """A body that never pauses long enough to be given up, and does not end for half a minute."""
    yield b"{"
    for _ in range(DRIPS):
        time.sleep(DRIP_S)
        yield b" "


def _in_latin_1(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("latin-1", "replace")


def _with_numbers(body: Any) -> bytes:
    return json.dumps(_rounded(body)).encode()


def _rounded(value: Any) -> Any:
    """Long ids as numbers, with the last digits lost."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, str) and value.isdecimal() and len(value) >= ID_LEN:
        return (int(value) // 1000 + 1) * 1000
    return value


WAYS: Mapping[str, Callable[[Any], bytes]] = {"charset": _in_latin_1, "numbers": _with_numbers}
