"""The simulator stands on its own: a platform knows nothing of those who ask it."""

import re
from pathlib import Path

import pytest

from app.cli.dev_environment import STAND_INS
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
