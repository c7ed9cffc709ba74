"""The open networks on a simulator of the test's own: it plays the web, and its names are asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.providers import open_web
from simulator.running import Simulator
from tests.providers.web import Names, names_served


@contextmanager
def played_by(sim: Simulator) -> Iterator[Names]:
    """Inside, the whole web is the simulator; the name server is given back."""
    with names_served() as names:
        open_web.configure(f"{sim.url}/host", names.address)
        try:
            yield names
        finally:
            open_web.configure("", "")


class Remembered:
    """Registrations in a dictionary, as `base.Clients` wants them."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Mapping[str, str]] = {}

    def find(self, provider: str, host: str) -> Mapping[str, str] | None:
        return self.kept.get((provider, host))

    def keep(self, provider: str, host: str, client: Mapping[str, str]) -> Mapping[str, str]:
        return self.kept.setdefault((provider, host), client)

    def forget(self, provider: str, host: str) -> None:
        self.kept.pop((provider, host), None)
