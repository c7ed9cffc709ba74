"""One's own page: the name on boards, devices, what is kept."""

import pytest

from app.cadres import throttle
from app.cadres.models import Cadre, Consent
from app.db import session, transaction
from app.ledger.models import Total
from tests.cast import PASSWORD, Cast
from tests.conftest import Browser

NEW = "perahu kecil di danau"


def display_of(browser: Browser, who: int) -> str:
    with browser.app.app_context():
        return session().get_one(Cadre, who).display


def test_each_choice_shows_what_others_would_read(as_, cast: Cast) -> None:
    page = as_(cast.siti).get("/saya")
    for words in ("Terbaca: Siti Nurhaliza", "Terbaca: S. N.", "Terbaca: Kader Lebak Bulus"):
        assert words in page.text
    assert "Tidak tampil di papan" in page.text


def test_showing_the_name_needs_the_consent_and_hiding_takes_it_back(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    page = siti.post("/saya/nama", {"tampilan": "initials"}, 422)
    assert page.error_at("setuju_ranking")
    chosen = page.soup.find("input", {"name": "tampilan", "checked": True})
    assert chosen is not None and chosen["value"] == "initials"
    siti.post("/saya/nama", {"tampilan": "initials", "setuju_ranking": "1"})
    assert display_of(siti, cast.siti.id) == "initials"
    assert siti.get("/saya").soup.find("input", {"name": "setuju_ranking"}) is None
    siti.post("/saya/nama", {"tampilan": "hidden"})
    assert display_of(siti, cast.siti.id) == "hidden"
    assert "dicabut" in siti.get("/saya").text


@pytest.mark.parametrize("value", ["", "mahkota", "x" * 5000, "<b>", "\x00"])
def test_a_choice_that_is_not_offered_is_refused(as_, cast: Cast, value: str) -> None:
    siti = as_(cast.siti)
    page = siti.post("/saya/nama", {"tampilan": value}, 422)
    assert page.error_at("tampilan")
    assert display_of(siti, cast.siti.id) == "full"


def test_boards_are_told_of_another_name(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    with siti.app.app_context(), transaction():
        session().add(
            Total(
                period="all",
                cadre_id=cast.siti.id,
                unit_id=cast.siti.unit_id,
                points=10,
                dirty=False,
            )
        )
    siti.post("/saya/nama", {"tampilan": "hidden"})
    with siti.app.app_context():
        assert session().get_one(Total, ("all", cast.siti.id, cast.siti.unit_id)).dirty


def test_one_sees_and_ends_the_own_devices(as_, cast: Cast) -> None:
    here, elsewhere = as_(cast.siti), as_(cast.siti)
    page = here.get("/saya/keamanan")
    assert page.text.count("Peramban uji") == 2
    assert page.text.count("Perangkat ini") == 1
    (way,) = [
        form["action"] for form in page.soup.find_all("form") if form["action"].endswith("/akhiri")
    ]
    here.post(way, at="/saya")
    elsewhere.get("/saya", 303)
    here.get("/saya/keamanan")
    here.post(way, status=404, at="/saya")


def test_nobody_ends_anothers_session(as_, cast: Cast) -> None:
    siti, rudi, third = as_(cast.siti), as_(cast.rudi), as_(cast.siti)
    page = siti.get("/saya/keamanan")
    (way,) = [f["action"] for f in page.soup.find_all("form") if f["action"].endswith("/akhiri")]
    rudi.post(way, status=404, at="/saya")
    third.get("/saya/keamanan")
    rudi.post("/saya/sesi/<b>/akhiri", status=404, at="/saya")


def test_all_other_devices_are_ended_at_once(as_, cast: Cast) -> None:
    here, one, two = as_(cast.siti), as_(cast.siti), as_(cast.siti)
    here.post("/saya/sesi/akhiri-semua", at="/saya")
    here.get("/saya/keamanan")
    one.get("/saya", 303)
    two.get("/saya", 303)


def test_a_new_password_needs_the_old_one_and_ends_other_devices(as_, cast: Cast) -> None:
    here, elsewhere = as_(cast.siti), as_(cast.siti)
    here.post("/saya/sandi", {"sandi_lama": PASSWORD, "sandi": NEW}, at="/saya")
    here.get("/saya/keamanan")
    elsewhere.get("/saya", 303)
    stranger = Browser(here.app)
    form = {"telepon": cast.siti.phone, "sandi": PASSWORD}
    stranger.post("/masuk", form, 422)
    stranger.post("/masuk", form | {"sandi": NEW})


def test_a_token_taken_before_the_password_changed_is_worth_nothing(as_, cast: Cast) -> None:
    here, thief = as_(cast.siti), as_(cast.siti)
    taken = here.client.get_cookie("sesi").value
    here.post("/saya/sandi", {"sandi_lama": PASSWORD, "sandi": NEW}, at="/saya")
    assert here.get("/saya/keamanan").text.count("Perangkat ini") == 1
    thief.client.set_cookie("sesi", taken)
    thief.get("/saya", 303)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("salah sekali", NEW, "sandi_lama"),
        ("", NEW, "sandi_lama"),
        (PASSWORD, "", "sandi"),
        (PASSWORD, "pendek", "sandi"),
        (PASSWORD, "Siti Nurhaliza", "sandi"),
        (PASSWORD, "x" * 129, "sandi"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_at_its_field(
    as_, cast: Cast, old: str, new: str, field: str
) -> None:
    siti = as_(cast.siti)
    page = siti.post("/saya/sandi", {"sandi_lama": old, "sandi": new}, 422, at="/saya")
    assert page.error_at(field)
    assert NEW not in page.html and PASSWORD not in page.html


def test_the_old_password_cannot_be_guessed_at_a_borrowed_phone(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    wrong = {"sandi_lama": "salah sekali", "sandi": NEW}
    for _ in range(throttle.PER_ACCOUNT):
        siti.post("/saya/sandi", wrong, 422, at="/saya")
    siti.post("/saya/sandi", wrong | {"sandi_lama": PASSWORD}, 429, at="/saya")


def test_hostile_names_and_devices_are_shown_and_do_no_harm(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    hostile = "<script>alert(1)</script> O'Neil \u202e🌺"
    with siti.app.app_context(), transaction():
        session().get_one(Cadre, cast.siti.id).name = hostile
    page = siti.get("/saya/keamanan", headers={"User-Agent": "<img src=x onerror=alert(1)>"})
    assert hostile in page.text
    assert "<script>alert" not in page.html
    names = [tag.get_text() for tag in page.soup.find_all("bdi")]
    assert hostile in names, "a name stays in its own direction"


def test_what_was_agreed_to_is_there_to_read(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    siti.post("/saya/nama", {"tampilan": "unit", "setuju_ranking": "1"})
    assert "naskah versi 1" in siti.get("/saya").text
    with siti.app.app_context():
        assert session().query(Consent).filter_by(cadre_id=cast.siti.id).count() == 1
