"""What a platform is to the rest of the simulator: one description, declared in its own file.

Nothing outside `platforms/` asks which platform it has before it; it asks the description.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from simulator.refusal import Refused

if TYPE_CHECKING:
    from simulator.grants import Client
    from simulator.people import Person
    from simulator.posts import Post
    from simulator.switches import Switches

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class TokenKind:
    """One kind of token: how long it lives (for ever by default) and how it begins."""

    life_s: float = inf
    prefix: str = ""


@dataclass(frozen=True)
class Switch:
    """A switch only one platform has, beside those of `switches.Switches`.

    `choices` are the values allowed (none named: any of the default's type), `usual` is what
    True stands for, `words` label it on the control page.
    """

    name: str
    default: str | int | bool
    words: str
    choices: tuple[str | int, ...] = ()
    usual: str = ""


@dataclass(frozen=True)
class Hosts:
    """Hosts of the open web, served under `/host/<host>/…` by ordinary routes.

    A name with a leading dot stands for every host under it. Views get `host` as an argument. The
    switches of `key` act on them: a platform's, or those of a part of the web that is none.
    """

    key: str
    names: tuple[str, ...]
    doors: Blueprint

    def has(self, host: str) -> bool:
        """Whether a host is one of these."""
        return any(host.endswith(one) if one.startswith(".") else host == one for one in self.names)


def _handle(person: "Person") -> str:
    return person.handle


def _only_code(code: str, scopes: list[str]) -> dict[str, str]:
    return {"code": code}


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One platform; see `platforms/x.py` and `platforms/threads.py` for two that differ much."""

    key: str
    name: str
    # Where the stand-in serves what an option of the provider of this name points to. Everything
    # under a path counts as a call of the API, but `authorize_url` is the consent page.
    paths: Mapping[str, str] = field(default_factory=dict)
    doors: tuple[Blueprint, ...] = ()
    hosts: tuple[Hosts, ...] = ()
    switches: tuple[Switch, ...] = ()
    # The answer to every call while `rate_limited_until` lies ahead.
    limited: "Callable[[Switches], Response]"

    # -- people and posts
    text_max: int
    account_id: Callable[[int], str]  # from unix milliseconds
    post_ids: Callable[[int], tuple[str, str]]  # the API's id, and the code that links carry
    url: "Callable[[Post], str]"  # the link as the real platform writes it
    known_as: "Callable[[Person], str]" = _handle  # the handle as it is written over there
    edits: str = "in place"  # "version": an edit has an id of its own; "never": there are none
    kinds: tuple[str, ...] = ("personal",)  # of accounts; the first is what people begin with
    short: tuple[str, ...] = ()  # short links, as "https://t.co/{code}"

    # -- sign-in
    client: tuple[str, str] | None = None  # id and secret of the program registered by default
    client_parameter: str = "client_id"
    scopes: Mapping[str, str] = field(default_factory=dict)  # with what they mean to people
    scope_separator: str = " "
    required_scopes: frozenset[str] = frozenset()
    readable_kinds: tuple[str, ...] = ("personal", "professional")  # accounts a program may read
    state_required: bool = False
    pkce: str = ""  # "required", "optional", or not known to the platform
    code_life_s: int = HOUR
    tokens: Mapping[str, TokenKind] = field(default_factory=dict)
    granted: str = "access"  # the kind of token a finished sign-in ends with
    refresh_scope: str = ""  # the scope without which no refresh token is given
    accepted: Callable[[str, list[str]], dict[str, str]] = _only_code  # what the callback gets
    denied: Mapping[str, str] = field(default_factory=lambda: {"error": "access_denied"})
    always: Callable[[], dict[str, str]] = dict  # in the callback's query either way
    tail: str = ""  # behind the callback's query
    # What tells a program that a person has removed it, where the platform does that.
    signs: "Callable[[Client, Person], str] | None" = None

    def refreshes(self, scopes: Iterable[str]) -> bool:
        """Whether a grant of these scopes comes with a refresh token."""
        return "refresh" in self.tokens and (not self.refresh_scope or self.refresh_scope in scopes)


class Platforms(dict[str, Platform]):
    """The platforms of one simulator by key, in the order in which people see them."""

    def __init__(self, *described: Platform) -> None:
        super().__init__({one.key: one for one in described})

    def named(self, key: object) -> Platform:
        """The platform with this key; Refused, naming all, when there is none."""
        found = self.get(key) if isinstance(key, str) else None
        if found is None:
            raise Refused(f"Platform itu tidak ada: pilih {_either(self)}.")
        return found


def _either(keys: Iterable[str]) -> str:
    *others, last = keys
    if len(others) < 2:
        return " atau ".join((*others, last))
    return f"{', '.join(others)}, atau {last}"
