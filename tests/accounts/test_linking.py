"""The way of one link, and every way it may end without one."""

import pytest

from app.accounts.reading import recent_posts
from app.errors import Fault
from app.providers import PROVIDERS
from tests.accounts.conftest import (
    RUDI,
    SITI,
    begin,
    come_back,
    confirm,
    link,
    local,
)
from tests.consent import agree, deny, told

BOTH = pytest.mark.parametrize("key", ["x", "threads", "youtube", "tiktok"])


@BOTH
def test_an_account_is_linked_only_after_its_owner_said_so(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    page = come_back(sim, siti, key)
    assert page.response.headers["Location"].endswith(f"/akun/{key}/konfirmasi")
    assert rows.accounts() == []
    asked = siti.get(f"/akun/{key}/konfirmasi")
    assert "@siti_lebakbulus" in asked.text
    assert "Siti Rahmawati" in asked.text
    confirm(siti, key)
    (account,) = rows.accounts()
    assert (account.cadre_id, account.provider, account.status) == (cast.siti.id, key, "active")
    assert account.subject == sim.person(SITI).account_id(key)
    assert "@siti_lebakbulus sudah tertaut" in siti.get("/akun").text
    (attempt,) = rows.attempts()
    assert attempt.finished_at
    assert attempt.found is None
    assert attempt.kept is None


@BOTH
def test_the_list_may_lead_to_the_platforms_sign_in_and_nowhere_else(
    sim, rows, as_, cast, key
) -> None:
    policy = as_(cast.siti).get("/akun").response.headers["Content-Security-Policy"]
    form = next(part for part in policy.split("; ") if part.startswith("form-action"))
    assert set(form.split()[1:]) == {"'self'", sim.url}


@BOTH
def test_saying_that_it_is_not_mine_links_nothing_and_gives_the_grant_back(
    sim, rows, as_, cast, key
) -> None:
    siti = as_(cast.siti)
    come_back(sim, siti, key)
    siti.post(f"/akun/{key}/konfirmasi", {"jawaban": "batal"}, at=f"/akun/{key}/konfirmasi")
    assert rows.accounts() == []
    assert "tidak jadi ditautkan" in siti.get("/akun").text
    assert siti.get(f"/akun/{key}/konfirmasi", status=303)
    if key == "x":
        assert not sim.stage.grants.holds("x", sim.person(SITI))


@BOTH
def test_a_second_tap_on_confirm_changes_nothing(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    come_back(sim, siti, key)
    page = siti.get(f"/akun/{key}/konfirmasi")
    subject = page.soup.find("input", {"name": "subject"})["value"]
    form = {"csrf_token": page.token(), "subject": subject, "jawaban": "ya"}
    for _ in range(2):
        siti.post(f"/akun/{key}/konfirmasi", form)
    assert len(rows.accounts()) == 1


@BOTH
def test_a_denied_consent_ends_in_words(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    page = siti.get(local(deny(sim, begin(siti, key), SITI)), status=422)
    assert "Izin tidak diberikan" in page.text
    assert rows.accounts() == []
    link(sim, siti, key)


def test_fewer_scopes_than_asked_end_in_words_and_a_returned_grant(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    back = agree(sim, begin(siti, "x"), SITI, ["tweet.read", "users.read"])
    page = siti.get(local(back), status=422)
    assert "kurang lengkap" in page.text
    assert rows.accounts() == []
    assert not sim.stage.grants.holds("x", sim.person(SITI))


@BOTH
@pytest.mark.parametrize("trouble", [{"down": True}, {"garbage": True}])
def test_a_platform_in_trouble_ends_in_words_and_can_be_tried_again(
    sim, rows, as_, cast, key, trouble
) -> None:
    siti = as_(cast.siti)
    back = agree(sim, begin(siti, key), SITI)
    sim.switch(key, **trouble)
    page = siti.get(local(back), status=503)
    assert "Coba lagi nanti" in page.text
    assert rows.accounts() == []
    sim.healthy(key)
    link(sim, siti, key)
    assert len(rows.accounts()) == 1


@BOTH
def test_unlinking_forgets_the_grant_and_keeps_the_row(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    link(sim, siti, key)
    siti.post(f"/akun/{key}/lepas", at="/akun")
    (account,) = rows.accounts()
    assert account.status == "unlinked"
    assert account.token is None
    assert account.unlinked_at
    page = siti.get("/akun")
    assert "sudah dilepas" in page.text
    if PROVIDERS[key].can_revoke:
        assert not sim.stage.grants.holds(key, sim.person(SITI))
    else:
        assert f"pengaturan {PROVIDERS[key].label}" in page.text
    siti.post(f"/akun/{key}/lepas", at="/akun", status=404)


def test_unlinking_works_while_the_platform_is_down(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    link(sim, siti, "x")
    sim.switch("x", down=True)
    siti.post("/akun/x/lepas", at="/akun")
    assert rows.accounts()[0].token is None
    assert "Hapus juga izinnya di pengaturan X" in siti.get("/akun").text


@BOTH
def test_linking_anew_takes_up_the_old_row(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    link(sim, siti, key)
    siti.post(f"/akun/{key}/lepas", at="/akun")
    link(sim, siti, key)
    (account,) = rows.accounts()
    assert account.status == "active"
    assert account.unlinked_at is None


@BOTH
def test_the_name_counts_as_confirmed_at_each_linking(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    link(sim, siti, key)
    first = rows.accounts()[0].handle_seen_at
    assert first == rows.attempts()[0].returned_at
    siti.post(f"/akun/{key}/lepas", at="/akun")
    link(sim, siti, key)
    assert rows.accounts()[0].handle_seen_at == rows.attempts()[1].returned_at > first


@BOTH
def test_an_account_once_linked_never_serves_another_cadre(sim, rows, as_, cast, key) -> None:
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    link(sim, siti, key)
    come_back(sim, rudi, key, SITI)
    assert "kader lain" in confirm(rudi, key, status=422).text
    siti.post(f"/akun/{key}/lepas", at="/akun")
    come_back(sim, rudi, key, SITI)
    assert "kader lain" in confirm(rudi, key, status=422).text
    assert [one.cadre_id for one in rows.accounts()] == [cast.siti.id]


def test_a_cadre_has_one_account_per_platform(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    link(sim, siti, "x")
    page = siti.post("/akun/x/tautkan", at="/akun", status=422)
    assert "sudah tertaut" in page.text
    page = siti.get("/akun")
    assert "Tautkan Threads" in page.text
    assert "Tautkan X" not in page.text


def test_an_expired_account_is_renewed_by_itself_and_by_no_other(app, sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    link(sim, siti, "x")
    sim.revoke("x", SITI)
    account = rows.accounts()[0]
    with app.app_context(), pytest.raises(Fault):
        recent_posts(account.id)
    assert "Kedaluwarsa" in siti.get("/akun").text
    come_back(sim, siti, "x", RUDI)
    assert "@rudi_lebakbulus" in confirm(siti, "x", status=422).text
    link(sim, siti, "x")
    (account,) = rows.accounts()
    assert account.status == "active"


def test_a_new_handle_is_the_same_account(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    sim.person("pelanduk")
    link(sim, siti, "x", "pelanduk")
    siti.post("/akun/x/lepas", at="/akun")
    sim.rename("pelanduk", "kancil")
    try:
        link(sim, siti, "x", "kancil")
        (account,) = rows.accounts()
        assert account.handle == "kancil"
    finally:
        sim.rename("kancil", "pelanduk")


@BOTH
def test_an_unknown_platform_is_nowhere(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    siti.get("/akun/myspace/kembali?state=a&code=b", status=404)
    siti.get("/akun/myspace/konfirmasi", status=404)
    siti.post("/akun/myspace/tautkan", at="/akun", status=404)
    siti.post("/akun/myspace/lepas", at="/akun", status=404)
    assert told(begin(siti, key))["state"]


def test_a_personal_account_of_instagram_is_told_what_to_do_and_not_linked(
    sim, rows, as_, cast
) -> None:
    siti = as_(cast.siti)
    back = agree(sim, begin(siti, "instagram"), SITI)
    sim.become("instagram", SITI, "personal")
    page = siti.get(local(back), status=422)
    assert "Ubah ke akun profesional" in page.text
    assert rows.accounts() == []
    assert rows.attempts()[0].found is None
