"""How posts on each platform count at a moment: dated rows over the table of `terms.py`.

score      verified posts count and bring points
record     verified posts count for the campaign, without points
link_only  accounts may be linked, posts are not taken
off        the platform is not offered at all

A row holds from its day on until a newer one; once it has run out, the default holds again. Rows
are only ever added: they are the history of who decided what, and which term was acknowledged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock
from app.auditing.recording import record
from app.cadres.fields import Collected, note
from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.campaigns.models import ProviderPolicy
from app.campaigns.terms import TERMS, Terms
from app.db import session
from app.errors import NotFound, Refusal
from app.units.tree import ROOT
from app.words import said

MODES = ("score", "record", "link_only", "off")
TAKEN = ("score", "record")  # modes under which posts are handed in
NOTE_MAX = 500
LAST_YEAR = 2100


@dataclass(frozen=True)
class Standing:
    """How posts on one platform count now; without a `row` that holds, by default."""

    provider: str
    mode: str
    terms: Terms
    row: ProviderPolicy | None


@dataclass(frozen=True)
class Choice:
    """A mode as an operator chose it, and how long it holds."""

    mode: str
    valid_until: datetime | None
    note: str


# The modes that rows set at a moment, for statements that ask for more than policies.
MODES_NOW = """
    (SELECT jsonb_object_agg(provider, mode)
     FROM (SELECT DISTINCT ON (provider) provider, mode, valid_until FROM provider_policies
           WHERE valid_from <= %(now)s ORDER BY provider, valid_from DESC, id DESC) AS newest
     WHERE valid_until IS NULL OR valid_until > %(now)s) AS modes
"""


class Policies(dict[str, Standing]):
    """How every platform counts at one moment, by its key in the order of the table."""

    def within(self, providers: Iterable[str], *modes: str) -> list[str]:
        """Those of `providers` that count in one of these modes, in their order."""
        return [key for key in providers if self[key].mode in modes]

    @property
    def all_score(self) -> bool:
        """Points are given everywhere, which no real set of platforms allows."""
        return all(one.mode == "score" for one in self.values())


def policies(at: datetime) -> Policies:
    """Every platform of the table, in one query."""
    decided = select(ProviderPolicy).where(ProviderPolicy.valid_from <= at)
    in_order = decided.order_by(ProviderPolicy.valid_from, ProviderPolicy.id)
    newest = {row.provider: row for row in session().scalars(in_order)}
    rows = {key: row for key, row in newest.items() if _holds(row, at)}
    return Policies(
        (key, Standing(key, rows[key].mode if key in rows else terms.mode, terms, rows.get(key)))
        for key, terms in TERMS.items()
    )


def of_modes(decided: Mapping[str, str] | None) -> Policies:
    """Every platform of the table, by what `MODES_NOW` found; their rows are not told."""
    modes = decided or {}
    return Policies(
        (key, Standing(key, modes.get(key, terms.mode), terms, None))
        for key, terms in TERMS.items()
    )


def mode_of(provider: str, at: datetime) -> str:
    """The mode of one platform."""
    return policies(at)[provider].mode


def read(typed: Mapping[str, str], today: date) -> Choice:
    """An operator's form. Raises Refusals; without the acknowledgement nothing is chosen."""
    got = Collected()
    mode = got.read(_mode, typed.get("mode", ""))
    until = got.read(_until, typed.get("sampai", ""), today)
    remark = got.read(note, typed.get("catatan", ""), NOTE_MAX, "catatan")
    got.read(_acknowledged, typed.get("paham", ""))
    got.settle()
    return Choice(mode or "", until, remark or "")


def change(actor: Actor, provider: str, choice: Choice) -> None:
    """Let a platform count this way from now on. Raises NotFound for an unknown platform."""
    if provider not in TERMS:
        raise NotFound
    terms = TERMS[provider]
    now = clock.now()
    session().add(
        ProviderPolicy(
            provider=provider,
            mode=choice.mode,
            term=f"{terms.term} (“{terms.gist}”)",
            source=terms.source,
            source_date=terms.source_date,
            note=choice.note,
            valid_from=now,
            valid_until=choice.valid_until,
            acknowledged_by=actor.id,
            acknowledged_at=now,
        )
    )
    session().flush()
    record(actor, "policy_set", ROOT, "provider", provider, mode=choice.mode, note=choice.note)


def let_all_score(source: str, since: datetime) -> None:
    """Every platform gives points, as where they are only stand-ins and no terms bind."""
    for provider in TERMS:
        session().add(
            ProviderPolicy(
                provider=provider,
                mode="score",
                term=source,
                source=source,
                valid_from=since,
                acknowledged_at=since,
            )
        )
    session().flush()


def history(provider: str) -> Sequence[tuple[ProviderPolicy, str | None]]:
    """Everything decided about a platform, the newest first, with who acknowledged its term."""
    asked = (
        select(ProviderPolicy, Cadre.name)
        .outerjoin(Cadre, Cadre.id == ProviderPolicy.acknowledged_by)
        .where(ProviderPolicy.provider == provider)
        .order_by(ProviderPolicy.valid_from.desc(), ProviderPolicy.id.desc())
    )
    return [(row[0], row[1]) for row in session().execute(asked)]


def _holds(row: ProviderPolicy, at: datetime) -> bool:
    return row.valid_until is None or at < row.valid_until


def _mode(typed: str) -> str:
    if typed not in MODES:
        raise Refusal("mode", "Pilih salah satu cara menghitung.", "mode")
    return typed


def _until(typed: str, today: date) -> datetime | None:
    """The end of the last day on which it holds, on the party's calendar; empty is open-ended."""
    if not typed.strip():
        return None
    try:
        last = date.fromisoformat(typed.strip())
    except ValueError:
        raise Refusal("until", "Isi tanggal, atau kosongkan.", "sampai") from None
    if last < today:
        raise Refusal("until", "Tanggal itu sudah lewat.", "sampai")
    if last.year > LAST_YEAR:
        raise Refusal(
            "until", said("Paling lama sampai tahun %(year)s.", year=f"{LAST_YEAR}"), "sampai"
        )
    return clock.midnight(last + timedelta(days=1))


def _acknowledged(typed: str) -> None:
    if typed != "1":
        words = said("Baca aturan platform di atas, lalu centang bahwa Anda memahaminya.")
        raise Refusal("acknowledge", words, "paham")
