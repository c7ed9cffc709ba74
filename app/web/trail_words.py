"""Details of the log as people read them: days with their month, periods and codes in words."""

from collections.abc import Iterable
from datetime import date

from app.auditing.searching import Line
from app.flows import trail_subjects
from app.providers.links import LABELS
from app.seasons.calendar import week_days
from app.web.format import MONTHS, said_date
from app.web.languages import told as _
from app.words import Said, said

DAYS = frozenset({"until", "starts", "ends"})


def readable(words: Said) -> Said:
    """The same sentence with what code wrote into it in words."""
    return Said(words.template, {name: _read(name, value) for name, value in words.values.items()})


def names_of(lines: Iterable[Line]) -> dict[tuple[str, str], str]:
    """What was acted upon, by kind and code, where it has a name that this reader may know."""
    shown = {(one.subject_kind, one.subject) for one in lines if one.subject and one.subject_kind}
    platforms = {key: LABELS[key[1]] for key in shown if key[0] == "provider" and key[1] in LABELS}
    return platforms | {key: _(name) for key, name in trail_subjects.names(shown).items()}


def _read(name: str, value: object) -> object:
    if not isinstance(value, str) or isinstance(value, Said):
        return value
    try:
        if name in DAYS:
            return said_date(date.fromisoformat(value))
        if name == "month":
            return _month(date.fromisoformat(f"{value}-01"))
        if name == "periods":
            return ", ".join(_(_period(key)) for key in value.split(", "))
    except ValueError:  # written before it had this form
        return value
    return value


def _month(first: date) -> Said:
    return said("%(month)s %(year)s", month=MONTHS[first.month - 1], year=f"{first.year}")


def _period(key: str) -> str:
    if key.startswith("w"):
        return said("minggu sampai %(day)s", day=said_date(week_days(key)[1]))
    kind = {"s": said("musim nomor %(n)s", n=key[1:]), "c": said("kampanye nomor %(n)s", n=key[1:])}
    return kind.get(key[:1], key)
