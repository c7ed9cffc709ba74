"""Finding people by their names: only those whom boards show by their full name."""

import re
from collections.abc import Sequence

from app.cadres.models import NAME_MAX
from app.db import read

SHORTEST = 3  # letters in a row; an index can look for no less
MOST = 200
LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST}}}")
NAMED = """
    SELECT c.id FROM cadres c JOIN units u ON u.id = c.unit_id
    WHERE c.display = 'full' AND c.status = 'active' AND c.name ILIKE %(pattern)s
      AND u.path <@ ANY(CAST(%(paths)s AS ltree[]))
    LIMIT %(most)s
"""


def words_of(typed: str) -> str:
    """What was typed, without needless blanks."""
    return " ".join(typed[:NAME_MAX].split())


def long_enough(words: str) -> bool:
    """Whether these words are enough to look for."""
    return LETTERS.search(words) is not None


def named(words: str, paths: Sequence[str]) -> list[int]:
    """Ids of active cadres in or below units whose name holds these words; `MOST` at most.

    More than that are found in no order: a name so common has to be typed more fully.
    """
    asked = {"pattern": f"%{literally(words)}%", "paths": list(paths), "most": MOST}
    return [row.id for row in read(NAMED, asked)]


def literally(words: str) -> str:
    """Words as LIKE takes them: its own signs stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", words)
