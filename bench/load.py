"""A small loader: as many clients as asked for, each asking again as soon as it was answered."""

import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection


@dataclass(frozen=True)
class Ask:
    """A question to a page, as one browser asks it."""

    path: str
    cookie: str = ""


def load(
    port: int, asks: Sequence[Ask], clients: int, seconds: float, status: int = 200
) -> tuple[int, float]:
    """Answers of that status and the seconds they took; anything else raises."""
    until = time.perf_counter() + seconds
    counts = [0] * clients
    wrong: list[str] = []
    marks = itertools.count(1)

    def keep_asking(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < until and not wrong:
            mark = next(marks)
            ask = asks[mark % len(asks)]
            forwarded = f"10.{mark >> 16 & 255}.{mark >> 8 & 255}.{mark & 255}"
            headers = {"Cookie": ask.cookie, "X-Forwarded-For": forwarded}
            connection.request("GET", ask.path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != status:
                wrong.append(f"{ask.path}: {answer.status}")
            counts[number] += 1
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=keep_asking, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sum(counts), time.perf_counter() - started


def fetched(port: int, ask: Ask) -> str:
    """The text of one answer."""
    return _once(port, ask)[0]


def given(port: int, ask: Ask) -> list[str]:
    """The cookies that come with one answer, as a browser sends them back."""
    return [each.partition(";")[0] for each in _once(port, ask)[1]]


def _once(port: int, ask: Ask) -> tuple[str, list[str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", ask.path, headers={"Cookie": ask.cookie})
    answer = connection.getresponse()
    text, cookies = answer.read().decode(), answer.headers.get_all("Set-Cookie") or []
    connection.close()
    return text, cookies
