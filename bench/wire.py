"""What a page costs: every byte that reached the browser, headers included, as Chromium counts."""

import time
from dataclasses import dataclass

from playwright.sync_api import Page

KB = 1000
# What phones are promised in bytes; what they are promised in time stands in `bench/front.py`.
COLD, COLD_REQUESTS = 60 * KB, 10
HTML, CSS, JS, FONT, SPRITE = 8 * KB, 10 * KB, 22 * KB, 12 * KB, 4 * KB
WARM, SWAP, POLL = 5 * KB, 4 * KB, 400
FIRST_DAY = 300 * KB
PATIENCE_S = 60.0  # for what is under way


@dataclass
class Answer:
    """One answer as it arrived; `size` is 0 while it is under way."""

    url: str
    status: int = 0
    size: int = 0


class Wire:
    """Counts what a page loads from one site, from now on or from the last `restart()`."""

    def __init__(self, page: Page, site: str) -> None:
        self._answers: dict[str, Answer] = {}
        self._open: set[str] = set()
        self._page, self._site = page, site
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.responseReceived", self._answered)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.on("Network.requestServedFromCache", self._kept)
        devtools.on("Network.loadingFailed", self._kept)
        devtools.send("Network.enable")

    def restart(self) -> None:
        """Forget what was counted."""
        self._answers.clear()
        self._open.clear()

    @property
    def answers(self) -> list[Answer]:
        """What came over the wire, in the order in which it was asked for, once all of it has."""
        self._page.wait_for_load_state("networkidle")
        ends = time.monotonic() + PATIENCE_S
        while self._open or not self._answers:
            if time.monotonic() > ends:
                under_way = [one.url for id, one in self._answers.items() if id in self._open]
                raise TimeoutError(f"not all has come: {under_way}")
            self._page.wait_for_timeout(10)
        return [one for one in self._answers.values() if one.size]

    @property
    def total(self) -> int:
        """All of it, in bytes."""
        return sum(one.size for one in self.answers)

    def size(self, ending: str) -> int:
        """Bytes of what is addressed so, by the end of its path."""
        return sum(one.size for one in self.answers if one.url.partition("?")[0].endswith(ending))

    def _asked(self, event: dict) -> None:
        url = event["request"]["url"]
        if event["requestId"] == event["loaderId"]:  # another page: what this one asked may be cut
            self._open.clear()
        if url.startswith(self._site):
            self._answers[event["requestId"]] = Answer(url.partition("#")[0])
            self._open.add(event["requestId"])

    def _answered(self, event: dict) -> None:
        if one := self._answers.get(event["requestId"]):
            one.status = event["response"]["status"]
            if not event["response"].get("fromDiskCache"):
                one.size = int(event["response"]["encodedDataLength"])  # so far: its headers

    def _finished(self, event: dict) -> None:
        if one := self._answers.get(event["requestId"]):
            one.size = max(one.size, int(event["encodedDataLength"]))
        self._open.discard(event["requestId"])

    def _kept(self, event: dict) -> None:
        """The browser had it already, or it never came."""
        self._answers.pop(event["requestId"], None)
        self._open.discard(event["requestId"])
