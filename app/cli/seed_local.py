"""What units of the demo party ask of their own cadres: DPP's rules, one challenge that is on, one
that waits for its second person."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app import clock
from app.campaigns import publishing
from app.campaigns.models import Challenge
from app.cli.seed_challenges import Plot, Staged, form_of, staged
from app.cli.seed_people import Soul
from app.flows import opened_challenge
from app.rulebook import versions
from app.rulebook.rules import LAID_DOWN
from app.units.directory import needed

SET = timedelta(days=30)  # ago
REASON = "Masa tiga pekan, cukup untuk menyiapkan kerja bakti"
ON = Plot(
    "genangan",
    "Bersihkan saluran di gang Anda",
    "Musim hujan datang. Saluran yang bersih di gang kita lebih cepat dari bantuan mana pun.",
    "Saluran mana yang dibersihkan\nSiapa saja yang ikut\nApa yang masih menyumbat",
    "#JakselBersih",
    "",
    "31.74",
    -6,
    6,
    15,
)
WAITS = Plot(
    "air",
    "Kerja bakti di tepi Situ Babakan",
    "Situ ini menampung air hujan kita. Ajak tetangga merawatnya akhir pekan ini.",
    "Jam dan titik kumpul\nAlat yang perlu dibawa\nSiapa yang bisa dihubungi",
    "#SituKita",
    "",
    "31.74",
    1,
    9,
    15,
    published=False,
)


def issue(
    cast: Mapping[str, Soul], providers: Sequence[str], disclosure: str, now: datetime
) -> list[Staged]:
    """By their own verbs, each at its own moment, within the caller's transaction."""
    on = _issue(cast, ON, providers, disclosure, now)
    _issue(cast, WAITS, providers, disclosure, now)
    return [staged(on, ON)]


def set_rules(cast: Mapping[str, Soul], now: datetime) -> None:
    """DPP's rules, set a month ago; what units issue reads them once they are committed."""
    numbers = {**LAID_DOWN["local"][-1].numbers, "days_most": 21}
    with clock.at(now - SET):
        proposed = versions.propose(cast["tika"].actor(), "local", numbers, REASON)
        versions.confirm(cast["bima"].actor(), "local", proposed.version)


def _issue(
    cast: Mapping[str, Soul],
    plot: Plot,
    providers: Sequence[str],
    disclosure: str,
    now: datetime,
) -> Challenge:
    """Written by the leader of the DPC, and published by that of the DPD where it is on."""
    writer, second = cast["ratna"].actor(), cast["yos"].actor()
    form = form_of(plot, providers, disclosure, now)
    before = min(form.opens_at, now) - timedelta(hours=30)
    with clock.at(before):
        challenge = publishing.draft(writer, form, issuer=needed(plot.unit))
        opened_challenge.propose(writer, challenge)
    if plot.published:
        with clock.at(before + timedelta(hours=20)):
            opened_challenge.publish(second, challenge, publishing.version(challenge))
    return challenge
