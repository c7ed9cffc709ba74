"""All that is kept about a cadre, in one document that she may take away.

Made at once: it is a few hundred rows, each asked for by an index on the cadre.
"""

import json
from datetime import date, datetime
from typing import Any

from app import clock
from app.db import read
from app.flows.own_data_parts import PARTS
from app.flows.own_data_tasks import Part

ABOUT = (
    "Semua yang disimpan Gelanggang tentang Anda, pada saat berkas ini dibuat. Setiap bagian"
    " menyebut isinya, arti setiap kolom, lalu barisnya. Saat ditulis dalam UTC. Kata sandi, izin"
    " platform, dan rahasia lain disimpan sebagai sidik atau tersegel, dan tidak disertakan."
)


def own_data(cadre_id: int) -> dict[str, object]:
    """Every part with its explanation, ready to be written down."""
    return {
        "tentang": ABOUT,
        "dibuat": clock.now().isoformat(timespec="seconds"),
        "bagian": {part.name: _told(part, cadre_id) for part in PARTS},
    }


def written(document: dict[str, object]) -> str:
    """The document as JSON that people can read, too."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain)


def _told(part: Part, cadre_id: int) -> dict[str, object]:
    rows = [row._asdict() for row in read(part.query, {"me": cadre_id})]
    return {"isinya": part.words, "arti_kolom": part.fields, "baris": rows}


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")
