"""Words that people read, made where nobody knows yet in which language they will be read.

Owns: what was said and with which values (`Said`), and the catalogue of every language.
Does not know: who reads, nor in which language; a door asks for it with `catalogues.tell`.
Invariants: what stands in the source is Indonesian, and that is what a `Said` reads as.
Begin with `said`. Constant words given to a `Refusal` need none: they are looked up as they stand.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Said(str):
    """An Indonesian sentence with what was put into it; `number` is what its plural follows."""

    template: str
    values: Mapping[str, object]
    number: int | None

    def __new__(
        cls, template: str, values: Mapping[str, object], number: int | None = None
    ) -> "Said":
        one = super().__new__(cls, filled(template, values))
        one.template, one.values, one.number = template, values, number
        return one


def said(template: str, **values: object) -> Said:
    """A sentence with named gaps: `said("Paling sedikit %(n)s huruf.", n=10)`."""
    return Said(template, values)


def counted(template: str, num: int, **values: object) -> Said:
    """A sentence that other languages bend by a number, which fills the gap `%(num)s`."""
    return Said(template, {"num": num, **values}, num)


def filled(template: str, values: Mapping[str, object], thousands: str = ".") -> str:
    """A sentence with its gaps filled, whole numbers in groups of three: 1750 → "1.750".

    A sign of percent is written twice, as in every sentence that is looked up.
    """
    if not values:
        return template.replace("%%", "%")
    return template % {name: _written(value, thousands) for name, value in values.items()}


def _written(value: object, thousands: str) -> object:
    return f"{value:,}".replace(",", thousands) if isinstance(value, int) else value


class _Noted(NamedTuple):
    pattern: re.Pattern[str]
    inside: tuple[str, ...]


_noted: dict[str, _Noted] = {}
_GAP = re.compile(r"%\((\w+)\)s")


def noted(template: str, *inside: str) -> str:
    """A sentence that is written down once it is filled, in verdicts and in the ledger.

    It is known again when it is read, see `recalled`; the gaps named `inside` hold sentences that
    are kept themselves.
    """
    parts = _GAP.split(template)
    parts[::2] = [re.escape(part.replace("%%", "%")) for part in parts[::2]]
    parts[1::2] = [f"(?P<{name}>.+)" for name in parts[1::2]]
    _noted[template] = _Noted(re.compile("".join(parts), re.DOTALL), inside)
    return template


def recalled(written: str) -> str:
    """What was said when this was written down; words that nobody said stay what they are."""
    for template, one in _noted.items():
        if found := one.pattern.fullmatch(written):
            values = {
                name: recalled(value) if name in one.inside else value
                for name, value in found.groupdict().items()
            }
            return Said(template, values)
    return written
