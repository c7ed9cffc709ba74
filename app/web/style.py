"""The style page: every component in its states, with people and points that are made up.

Only the demo serves it; it is where a component is looked at, in light and dark, and checked.
"""

from datetime import UTC, datetime
from types import SimpleNamespace

from flask import Blueprint, render_template

from app.web.guards import public

bp = Blueprint("style", __name__)

PEOPLE = (
    # rank, name, unit, points, movement
    (1, "Budi Santoso", "Ranting Lebak Bulus", 2410, 0),
    (2, "Sri Wahyuni", "Ranting Lebak Bulus", 2351, 2),
    (2, "Agus Prasetyo", "Ranting Cipete Selatan", 2351, -1),
    (4, "Dewi Lestari", "Ranting Lebak Bulus", 2246, 1),
    (5, "Rizky Ramadhan", "Ranting Cipete Selatan", 2222, None),
    (14, "Bayu Saputra", "Ranting Lebak Bulus", 1749, 3),
    (1204, "Raden Ajeng Kartini Djojoadhiningrat Sastroningrat", "Ranting Pondok Labu", 12, -31),
)
MINE = 14
AT = datetime(2026, 11, 22, 12, 42, tzinfo=UTC)


@bp.get("/gaya")
@public
def show() -> str:
    """Every component once."""
    rows = [
        SimpleNamespace(
            rank=rank,
            cadre_id=number,
            name=name,
            initials="".join(word[0] for word in name.split()[:2]),
            color=number % 8,
            unit_name=unit,
            points=points,
            is_me=rank == MINE,
            movement=movement,
        )
        for number, (rank, name, unit, points, movement) in enumerate(PEOPLE)
    ]
    gap = SimpleNamespace(points=23, name="Teuku Rahmat")
    return render_template("style/show.html", rows=rows, gap=gap, at=AT)
