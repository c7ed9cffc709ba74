"""The style page: every component in its states, with people and points that are made up.

Only the demo serves it; it is where a component is looked at, in light and dark, and checked.
"""

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template

from app.badges.rules import BADGES
from app.badges.shelf import Glance, Shelf
from app.cadres.names import color, initials
from app.leaderboards.standings import Gap, Standing
from app.web import style_samples
from app.web.files import lasting
from app.web.guards import public
from app.web.style_samples import AT

bp = Blueprint("style", __name__)

PEOPLE = (
    # rank, name, unit, points
    (1, "Budi Santoso", "Lebak Bulus", 2410),
    (2, "Sri Wahyuni", "Lebak Bulus", 2351),
    (2, "Agus Prasetyo", "Cipete Selatan", 2351),
    (4, "Dewi Lestari", "Lebak Bulus", 2246),
    (5, "Rizky Ramadhan", "Cipete Selatan", 2222),
    (14, "Bayu Saputra", "Lebak Bulus", 1749),
    (1204, "Raden Ajeng Kartini Djojoadhiningrat Sastroningrat", "Pondok Labu", 12),
)
MINE = 14


@bp.get("/gaya")
@public
def show() -> str:
    """Every component once."""
    rows = [_standing(number, *person) for number, person in enumerate(PEOPLE, 1)]
    shelf = Shelf(6, 9, [(BADGES[0], AT), (BADGES[2], AT), (BADGES[3], AT)], BADGES[4:7])
    gap = Gap(points=23, name="Teuku Rahmat", rank=13)
    return render_template(
        "style/show.html",
        rows=rows,
        gap=gap,
        at=AT,
        shelf=shelf,
        glance=Glance(6, BADGES[2]),
        sample=style_samples,
        kit=style_samples.picture("/bahan"),
        photo=style_samples.picture("/kegiatan/foto"),
    )


@bp.get("/gaya/contoh.webp")
@public
def picture() -> Response:
    """A picture for components that show one."""
    shown = Path(current_app.root_path) / "static/img/readme/papan-meja.webp"
    return lasting(shown.read_bytes(), "image/webp")


def _standing(number: int, rank: int, name: str, unit: str, points: int) -> Standing:
    return Standing(
        id=number,
        rank=rank,
        points=points,
        name=name,
        initials=initials(name),
        color=color(number),
        unit=unit,
        code=None,
        path=None,
        mine=rank == MINE,
        hidden=False,
    )
