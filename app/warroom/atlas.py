"""The map of provinces: their outlines, and the same as equal tiles. See `map/README.md`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.words import said

FOLDER = Path(__file__).parent / "map"
BOX = "0 0 1000 350"
INSET = "225 250 52 32"  # what is hardly to be seen on a screen, enlarged: DKI and around it
AROUND = ("31", "32", "36")
SOURCE = said("Batas provinsi perkiraan, bukan batas resmi. Natural Earth; GeoNames (CC BY 4.0)")


@dataclass(frozen=True)
class Province:
    """One province by the code of its DPD: its outline as an SVG path, and its tile."""

    code: str
    name: str
    short: str
    row: int
    column: int
    outline: str
    level: str = "DPD"


@cache
def provinces() -> tuple[Province, ...]:
    """All 38, by their codes."""
    outlines = json.loads((FOLDER / "provinces.json").read_text())["provinsi"]
    shapes = {one["kode"]: one["d"] for one in outlines}
    return tuple(
        Province(
            tile["kode"],
            tile["nama"],
            tile["singkat"],
            tile["baris"],
            tile["kolom"],
            shapes[tile["kode"]],
        )
        for tile in json.loads((FOLDER / "tiles.json").read_text())
    )
