"""Tarik & ralat: what was wrong is taken back, and everyone who shared it can put it right."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.campaigns.models import Recall
from app.db import session
from app.flows.verified_share import check
from app.submissions.models import Submission
from tests.cast import Cast
from tests.conftest import Browser
from tests.shares import Shares

WRONG = {
    "bagian": "semua",
    "sebab": "Jadwal di bahan keliru.",
    "ralat": "Layanan buka hari Sabtu, bukan Minggu.",
    "sumber": "https://partai.example/ralat",
}


@pytest.fixture
def shared(shares: Shares, cast: Cast) -> str:
    """A challenge that Siti answered, with ten points."""
    public_id = shares.challenge()
    shares.link(cast.siti)
    number = shares.submit(cast.siti, public_id, shares.post(cast.siti).url)
    with shares.app.app_context():
        check(number)
    assert shares.entries(cast.siti) == [("share", 10)]
    return public_id


def take_back(as_: Callable, cast: Cast, public_id: str, **changed: str) -> Browser:
    bima = as_(cast.bima)
    bima.post(f"/kelola/{public_id}/tarik", WRONG | changed)
    return bima


def test_a_recall_reaches_who_shared_stops_the_rest_and_leaves_points(
    shares: Shares, as_: Callable, cast: Cast, shared: str
) -> None:
    take_back(as_, cast, shared)
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    assert "Ditarik dan diralat" in siti.get("/beranda").text
    assert "Ditarik dan diralat" in siti.get("/kabar-saya").text
    assert "Ditarik dan diralat" not in rudi.get("/kabar-saya").text
    page = siti.get(f"/tantangan/{shared}").text
    assert "bukan Minggu" in page
    assert "Kirim ralat" in page
    assert "Saluran air dirawat bersama" not in page
    seen_by_others = rudi.get(f"/tantangan/{shared}").text
    assert "bukan Minggu" in seen_by_others
    assert "Kirim ralat" not in seen_by_others
    more = shares.post(cast.siti, text="Cerita lain dari gang kami hari ini juga").url
    siti.post(f"/tantangan/{shared}/kiriman", {"tautan": more}, status=422)
    assert shares.entries(cast.siti) == [("share", 10)]


def test_a_correction_is_answered_once_checked_and_counted_without_points(
    shares: Shares, as_: Callable, cast: Cast, shared: str
) -> None:
    bima = take_back(as_, cast, shared)
    with shares.app.app_context():
        (recall,) = [one.public_id for one in rows(Recall)]
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    shares.link(cast.rudi)
    form = {"ralat": recall, "tautan": shares.post(cast.rudi, text="Ralat ini").url}
    refused = rudi.post(f"/tantangan/{shared}/ralat", form, status=422)
    assert "pernah membagikannya" in refused.text
    silent = shares.post(cast.siti, text=WRONG["ralat"])
    sent = siti.post(f"/tantangan/{shared}/ralat", {"ralat": recall, "tautan": silent.url})
    check_all(shares)
    assert "Tidak memuat ralat" in siti.get(sent.response.location).text
    plain = shares.post(cast.siti, text=f"Ralat: {WRONG['ralat']}")
    sent = siti.post(f"/tantangan/{shared}/ralat", {"ralat": recall, "tautan": plain.url})
    check_all(shares)
    assert "Terverifikasi" in siti.get(sent.response.location).text
    assert shares.entries(cast.siti) == [("share", 10)]
    again = shares.post(cast.siti, text="Ralat sekali lagi").url
    siti.post(f"/tantangan/{shared}/ralat", {"ralat": recall, "tautan": again}, status=422)
    assert "1 dari 1 kader yang membagikan sudah meralat" in bima.get(f"/kelola/{shared}").text
    assert "Ditarik dan diralat" not in siti.get("/beranda").text


def test_a_recall_says_why_what_is_true_and_where(
    as_: Callable, cast: Cast, shares: Shares
) -> None:
    public_id = shares.challenge()
    bima = as_(cast.bima)
    for field in ("sebab", "ralat", "sumber"):
        refused = bima.post(f"/kelola/{public_id}/tarik", WRONG | {field: ""}, status=422)
        assert refused.soup.find(id=f"{field}-error")
        assert WRONG["ralat"] in str(refused.soup) or field == "ralat"
    bima.post(f"/kelola/{public_id}/tarik", WRONG | {"bagian": "tidak-ada"}, status=404)
    bima.post(f"/kelola/{public_id}/tarik", WRONG)
    bima.post(f"/kelola/{public_id}/tarik", WRONG, status=422)


def rows(model: type) -> list:
    return list(session().scalars(select(model)))


def check_all(shares: Shares) -> None:
    with shares.app.app_context():
        waiting = [one.id for one in rows(Submission) if one.state == "pending"]
    for number in waiting:
        with shares.app.app_context():
            check(number)
