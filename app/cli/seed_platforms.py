"""The simulated platforms as the demo seed uses them: people, posts and grants in bulk.

Only the stand-ins have such a control API; nothing here could ever reach a real platform.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

from app import clock
from app.errors import Refusal
from app.providers.base import Token
from config import Settings

CHUNK = 2_000
TIMEOUT_S = 60


@dataclass(frozen=True)
class Written:
    """A post to write, or written: `id`, `url` and `author_id` are known afterwards."""

    platform: str
    handle: str
    text: str
    at: datetime
    id: str = ""
    url: str = ""
    author_id: str = ""


@dataclass(frozen=True)
class Granted:
    """What a person's consent gives: whose account it is, and the token."""

    handle: str
    known_as: str  # the handle as this platform writes it
    name: str
    subject: str
    token: Token


class Platforms:
    """The control API of the simulator that stands behind the configured providers."""

    def __init__(self, settings: Settings) -> None:
        self.keys = tuple(key for key, one in settings.providers.items() if one.client_id)
        self._clients = {key: settings.providers[key].client_id for key in self.keys}
        central = [settings.providers[key].options["api_url"] for key in self.keys]
        hosts = {urlsplit(url).netloc for url in central}
        if len(hosts) != 1:
            raise Refusal("no_platforms", "Platform tiruan belum disetel; `bin/dev` menyetelnya.")
        self._host = hosts.pop()

    def people(self, people: Sequence[tuple[str, str]]) -> None:
        """Make people by handle and name."""
        for start in range(0, len(people), CHUNK):
            part = people[start : start + CHUNK]
            self._ask("massal", {"people": [{"handle": h, "name": n} for h, n in part]})

    def grants(self, platform: str, handles: Sequence[str]) -> list[Granted]:
        """As if each of these people had allowed us to read."""
        asked = {"platform": platform, "handles": handles, "client_id": self._clients[platform]}
        answers = self._ask("izin", asked)["grants"]
        return [
            Granted(handle, one["known_as"], one["name"], one["user_id"], _token(one))
            for handle, one in answers.items()
        ]

    def write(self, posts: Sequence[Written]) -> list[Written]:
        """Publish posts at their moments, in the order given."""
        done: list[Written] = []
        for start in range(0, len(posts), CHUNK):
            part = posts[start : start + CHUNK]
            asked = [
                {"platform": p.platform, "handle": p.handle, "text": p.text, "at": p.at.isoformat()}
                for p in part
            ]
            answers = self._ask("massal", {"posts": asked})["posts"]
            done += [
                Written(
                    p.platform, p.handle, p.text, p.at, one["id"], one["url"], one["account_id"]
                )
                for p, one in zip(part, answers, strict=True)
            ]
        return done

    def delete(self, post: Written) -> None:
        """Take a post away, as its author may."""
        self._ask("hapus", {"platform": post.platform, "id": post.id})

    def phone(self, name: str, caller: str) -> dict:
        """A phone that allowed this caller: its `endpoint` and `keys`."""
        return self._ask("telepon", {"name": name, "caller": caller})

    def _ask(self, act: str, body: dict) -> dict:
        connection = HTTPConnection(self._host, timeout=TIMEOUT_S)
        headers = {"Content-Type": "application/json"}
        try:
            connection.request("POST", f"/kendali/{act}", json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        except OSError as error:
            words = f"Platform tiruan di {self._host} tidak menjawab ({error})."
            raise Refusal("no_platforms", words) from error
        finally:
            connection.close()
        if answer.status != 200:
            words = f"Platform tiruan menolak {act}: {text[:200].decode('utf-8', 'replace')}"
            raise Refusal("platforms", words)
        return json.loads(text)


def _token(granted: dict) -> Token:
    life_s = granted.get("expires_in")
    return Token(
        granted["access_token"],
        granted.get("refresh_token"),
        clock.now() + timedelta(seconds=life_s) if life_s else None,
        tuple(granted["scope"].split()),
    )
