"""A small loader: as many clients as asked for, each asking again as soon as it was answered."""

import itertools
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection


def load(
    port: int, path: str, cookies: Sequence[str], clients: int, seconds: float
) -> tuple[int, float]:
    """Answers of status 200 and the seconds they took; anything else raises."""
    until = time.perf_counter() + seconds
    counts = [0] * clients
    wrong: list[str] = []
    marks = itertools.count(1)

    def ask(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < until and not wrong:
            mark = next(marks)
            forwarded = f"10.{mark >> 16 & 255}.{mark >> 8 & 255}.{mark & 255}"
            headers = {"Cookie": cookies[mark % len(cookies)], "X-Forwarded-For": forwarded}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(f"{path}: {answer.status}")
            counts[number] += 1
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sum(counts), time.perf_counter() - started
