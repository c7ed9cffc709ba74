"""Choosing how one's name is shown on boards, the consent that goes with it, and a language."""

from collections.abc import Sequence

from sqlalchemy import update

from app.cadres import consents
from app.cadres.models import Cadre, Consent
from app.cadres.names import DISPLAYS
from app.db import session as database
from app.errors import NotFound, Refusal
from app.words import said


def choose(cadre_id: int, display: str, ticked: str) -> Cadre:
    """Show the name as `display` from now on; `ticked` is the version of the consent's box.

    Being on boards needs the consent "ranking"; hiding takes it back, so that withdrawing is one
    tap. Raises Refusal at the field concerned.
    """
    if display not in DISPLAYS:
        raise Refusal("display", "Pilih salah satu cara nama ditampilkan.", "tampilan")
    cadre = database().get(Cadre, cadre_id, with_for_update=True)
    if cadre is None:
        raise NotFound
    if display == "hidden":
        consents.withdraw(cadre_id, "ranking")
    elif not consents.given(cadre_id, "ranking"):
        text = consents.current("ranking")
        if ticked != str(text.version):
            words = said("Centang persetujuan ini agar tampil di papan peringkat.")
            raise Refusal("consent_ranking", words, "setuju_ranking")
        consents.give(cadre_id, text)
    cadre.display = display
    database().flush()
    return cadre


def speak(cadre_id: int, language: str) -> None:
    """Be spoken to in a language from now on, on every device."""
    database().execute(update(Cadre).where(Cadre.id == cadre_id).values(language=language))


def agreed(cadre_id: int) -> Sequence[tuple[str, Consent]]:
    """What a cadre agreed to and when, as she may read it: title and the recorded consent."""
    titles = {text.kind: text.title for text in (*consents.asked(), consents.ATTESTATION)}
    return [(titles.get(row.kind, row.kind), row) for row in consents.history(cadre_id)]
