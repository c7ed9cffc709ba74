"""A simulator served on loopback inside this process, with a handle for tests to operate it."""

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator import control, short_links
from simulator.application import create_simulator
from simulator.clock import Clock
from simulator.grants import Client
from simulator.people import Person
from simulator.phones import Phones
from simulator.platform import Platforms
from simulator.platforms import PLATFORMS, push
from simulator.posts import Post
from simulator.refusal import Refused
from simulator.removal import remove
from simulator.stage import Stage
from simulator.switches import Switches, moment


class QuietHandler(WSGIRequestHandler):
    """Writes no access log: queries of Threads carry secrets."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def serve(app: Flask, port: int) -> BaseWSGIServer:
    """A threaded server bound to loopback; port 0 takes a free one."""
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)


class Simulator:
    """What tests hold: the address of a running simulator and everything one can do to it."""

    def __init__(self, app: Flask, url: str, clock: Clock) -> None:
        self.app = app
        self.url = url
        self.clock = clock
        self.stage: Stage = app.extensions["simulator"]

    def options(self, platform: str) -> dict[str, str]:
        """The addresses at which a provider of this key finds its platform, by option name."""
        paths = self.stage.platforms[platform].paths
        return {option: self.url + path for option, path in paths.items()}

    def api_url(self, platform: str) -> str:
        """Where the API of a platform begins."""
        return self.options(platform)["api_url"]

    def person(self, handle: str, name: str | None = None) -> Person:
        """Somebody with an account on every platform, made if new."""
        return self.stage.people.ensure(handle, name)

    def rename(self, handle: str, new_handle: str, name: str | None = None) -> Person:
        """Give a person another handle; her ids stay."""
        return self.stage.people.rename(handle, new_handle, name)

    def write(
        self,
        platform: str,
        person: Person | str,
        text: str,
        at: datetime | str | None = None,
        **details: Any,
    ) -> Post:
        """Publish a post; `.id`, `.code` and `.url` (the link to hand in) are on the answer."""
        author, at = self.person(_handle(person)), moment(at) if at else None
        return self.stage.posts.write(platform, author, text, at, details)

    def edit(self, post: Post, text: str) -> Post:
        """Change a post; where an edit is a version the answer has a new id."""
        return self.stage.posts.edit(post.platform, post.id, text)

    def delete(self, post: Post) -> None:
        """Remove a post for good."""
        self.stage.posts.delete(post.platform, post.id)

    def hide(self, post: Post, hidden: bool = True) -> None:
        """Take one post out of everybody's sight, or bring it back."""
        self.stage.posts.hide(post.platform, post.id, hidden)

    def protect(self, platform: str, person: Person | str, private: bool = True) -> Person:
        """Lock a person's account, or open it again."""
        return self.stage.people.protect(platform, _handle(person), private)

    def shorten(self, post: Post, host: str | None = None) -> str:
        """A short link to a post."""
        with self.app.app_context():
            return short_links.shorten(post, host)

    def tricky_link(self, platform: str, trick: str, host: str | None = None) -> str:
        """A short link that misbehaves, see `short_links.TRICKS`."""
        return short_links.tricky(self.stage.platforms[platform], trick, host)

    def become(self, platform: str, person: Person | str, kind: str) -> Person:
        """Turn a person's account into a "personal" or a "professional" one."""
        return self.stage.people.become(platform, _handle(person), kind)

    def switch(self, platform: str, **changes: Any) -> Switches:
        """Set switches, see `switches.Switches`; True means the usual kind, None means off."""
        return self.stage.board.set(platform, **changes)

    def healthy(self, platform: str) -> None:
        """Put all switches of a platform back."""
        self.stage.board.clear(platform)

    def recover(self) -> None:
        """Make everything healthy again, and the clock tell the time."""
        for key in self.stage.board.keys:
            self.healthy(key)
        self.clock.reset()

    def client(self, platform: str) -> Client:
        """The first client registered with a platform."""
        return next(one for one in self.stage.grants.clients() if one.platform == platform)

    def register(
        self, platform: str, client_id: str, secret: str, redirects: Sequence[str]
    ) -> None:
        """Register a client with exactly these redirect addresses."""
        self.stage.grants.register(platform, client_id, secret, redirects)

    def grant(
        self, platform: str, person: Person | str, scopes: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """Working tokens of a person, without the browser's way through the consent page."""
        handle = self.person(_handle(person)).handle
        with self.app.app_context():
            client = self.client(platform)
            asked = list(self.stage.platforms[platform].scopes) if scopes is None else scopes
            return control.mint(client, [handle], asked)[handle]

    def revoke(self, platform: str, person: Person | str) -> None:
        """The person takes back every permission."""
        owner = self.stage.people.needed(_handle(person))
        self.stage.grants.revoke_person(platform, owner)

    def remove(self, platform: str, person: Person | str, delete: bool = False) -> list[str]:
        """The same, and programs are told; with `delete` she wants her data deleted there, too.

        What they answered; they are at `stage.program_url`.
        """
        owner = self.stage.people.needed(_handle(person))
        with self.app.app_context():
            return remove(platform, owner, delete)

    def signed(self, platform: str, person: Person | str) -> str:
        """What a platform posts when this person removes the program: its signed request."""
        owner = self.stage.people.needed(_handle(person))
        sign = self.stage.platforms[platform].signs
        if sign is None:
            raise Refused(f"{platform} tidak mengabari siapa pun.")
        with self.app.app_context():
            return sign(self.client(platform), owner)

    def expire_tokens(self, platform: str) -> None:
        """Every token of the platform runs out now."""
        self.stage.grants.expire_all(platform)

    def phone(self, name: str, browser: str = "chrome", caller: str = "") -> dict[str, Any]:
        """A phone whose browser subscribed: its id, endpoint and keys."""
        with self.app.app_context():
            return push.subscribe(name, browser, caller)

    def phones(self) -> Phones:
        """All phones, and what arrived at them."""
        return Phones(self.stage.store)

    def reset(self) -> None:
        """Begin anew between tests: only the cast remains, with new ids; clients stay."""
        self.stage.reset()

    def calls(self, platform: str) -> list[tuple[str, str, int]]:
        """The API calls received so far: (method, path, status)."""
        return [call[1:4] for call in list(self.stage.calls) if call[0] == platform]


@contextmanager
def running(
    data_dir: str | Path, clock: Clock | None = None, platforms: Platforms = PLATFORMS
) -> Generator[Simulator]:
    """Serve a simulator from a thread on a free loopback port until the block ends."""
    clock = clock or Clock()
    app = create_simulator(data_dir, clock=clock, env={}, platforms=platforms)
    server = serve(app, 0)
    url = f"http://127.0.0.1:{server.server_port}"
    # The pause between two looks at "shut down?": the default of half a second is felt per test.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Simulator(app, url, clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["simulator"].store.close()


def _handle(person: Person | str) -> str:
    return person if isinstance(person, str) else person.handle
