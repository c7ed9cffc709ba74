"""The simulator stands on its own: a platform knows nothing of those who ask it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_simulator_and_application_do_not_know_each_other() -> None:
    for folder, other in (("simulator", "app|config"), ("app", "simulator")):
        words = re.compile(rf"^\s*(?:from|import) (?:{other})\b", re.MULTILINE)
        for path in (ROOT / folder).rglob("*.py"):
            assert not words.search(path.read_text()), path
