"""How a person is called on boards. Pure; names carry any script and are shown inside `<bdi>`."""

import unicodedata

from app.words import said

DISPLAYS = ("full", "initials", "unit", "hidden")
COLORS = 8


def board_name(name: str, display: str, unit_name: str) -> str:
    """What others read: the name, its initials, or only the ranting.

    A hidden person has no row to be read; should one be asked for, it says nothing of her.
    """
    if display == "full":
        return name
    if display == "initials":
        return " ".join(f"{letter}." for letter in _letters(name))
    if display == "unit":
        return said("Kader %(unit)s", unit=unit_name)
    return said("Kader")


def initials(name: str) -> str:
    """One or two signs for the circle beside a name: `Siti Rahma'a` → `SR`."""
    return "".join(_letters(name))


def color(cadre_id: int) -> int:
    """Which of the eight backgrounds (0–7) the circle has, always the same for one person."""
    return (cadre_id * 2654435761 >> 8) % COLORS


def _letters(name: str) -> list[str]:
    firsts = [_first(word) for word in name.split()]
    found = [letter for letter in firsts if letter]
    return [found[0], found[-1]] if len(found) > 1 else found or ["?"]


def _first(word: str) -> str:
    """The first letter of a word, upper case, without what leans on it; empty if it has none."""
    for sign in unicodedata.normalize("NFC", word):
        if unicodedata.category(sign).startswith("L"):
            return sign.upper()[:1]
    return ""
