"""The simulator stands on its own: a platform knows nothing of those who ask it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.cli.dev_environment import STAND_INS
from app.providers import links
from app.providers.base import LinkShape
from simulator.platforms import PLATFORMS

ROOT = Path(__file__).resolve().parents[2]


def test_simulator_and_application_do_not_know_each_other() -> None:
    for folder, other in (("simulator", "app|config"), ("app", "simulator")):
        words = re.compile(rf"^\s*(?:from|import) (?:{other})\b", re.MULTILINE)
        for path in (ROOT / folder).rglob("*.py"):
            assert not words.search(path.read_text()), path


@pytest.mark.parametrize("key", STAND_INS)
def test_what_we_tell_our_providers_of_the_platforms_is_what_is_there(key: str) -> None:
    ours, theirs = STAND_INS[key], PLATFORMS[key]
    assert (ours.client_id, ours.client_secret) == theirs.client
    assert ours.paths == theirs.paths


@pytest.mark.parametrize("shape", links.SHAPES, ids=lambda one: one.provider)
def test_every_kind_of_short_link_that_we_follow_has_a_stand_in(shape: LinkShape) -> None:
    if shape.provider not in PLATFORMS:
        pytest.skip("no stand-in platform yet")
    made = [one.format(code="AbCdEf1234") for one in PLATFORMS[shape.provider].short]
    assert [links.short(url) for url in made] == made
    hosts = {urlsplit(url).netloc.removeprefix("www.") for url in made}
    assert all(hosts & form.hosts for form in shape.short if form.hosts)
