"""The forms in which somebody looks for a cadre by name and chooses her."""

from collections.abc import Mapping

from app.cadres import choosing
from app.cadres.models import NAME_MAX, Cadre
from app.cadres.roles import may
from app.errors import Refusal
from app.web.refusals import Typed
from app.web.session import me
from app.words import said


def sought(sent: Mapping[str, str]) -> Typed:
    """The name that was looked for, as the form shows it again."""
    return Typed(orang=sent.get("orang", "").replace("\x00", "").strip()[:NAME_MAX])


def chosen(public_id: str, act: str) -> Cadre:
    """Somebody about whom the reader may do `act`. Raises Refusal for any other."""
    found = choosing.chosen(public_id)
    if found is None or not may(me(), act, found.unit.path):
        raise Refusal("cadre", said("Pilih kader dari daftar."), "kader")
    return found
