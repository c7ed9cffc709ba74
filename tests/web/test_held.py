"""Nothing typed is lost with a session: it comes back after signing in, to whoever typed it."""

import re
from base64 import b64decode
from pathlib import Path
from urllib.parse import unquote

from flask import Flask
from sqlalchemy import update

from app import clock
from app.cadres.models import Session
from app.cadres.sessions import STRICT_IDLE
from app.db import db, session, transaction
from app.store import store
from app.web import held, holding
from tests.cast import Cast
from tests.conftest import Browser

ROOT = Path(__file__).resolve().parents[2]
FIELD = re.compile(r'\b(?:field|textarea)\("([a-z_-]+)", _\("([^"]+)"\)')
# Secrets, what is asked before anybody is signed in, what only seeks, and forms with files.
NOT_KEPT = {"sandi", "sandi_lama", "kode", "nama", "telepon", "lahir", "orang"}
NOT_KEPT |= {"gambar", "alt", "video", "isi-video", "cerita", "tempat_acara", "tanggal", "jam"}
TYPED = {"judul": "Cerita <pasar>", "alasan": "Baris satu\nbaris dua", "kosong": ""}


def idle(app: Flask, cadre_id: int) -> None:
    """All sessions of that cadre lie there for longer than they may."""
    with app.app_context():
        with transaction():
            seen = clock.now() - STRICT_IDLE
            mine = update(Session).where(Session.cadre_id == cadre_id)
            session().execute(mine.values(seen_at=seen))
        db.session.remove()


def sent_late(app: Flask, cast: Cast, browser: Browser) -> str:
    """An officer's first step, sent when her session is over; where it is found."""
    idle(app, cast.tika.id)
    answer = browser.post("/kelola/baru", TYPED, at="/masuk").response
    where = unquote(answer.location.partition("/masuk?lanjut=")[2])
    assert where.startswith("/lanjutkan/")
    return where


def test_what_was_typed_is_sent_after_signing_in_again(app: Flask, cast: Cast, as_) -> None:
    where = sent_late(app, cast, as_(cast.tika))
    again: Browser = as_(cast.tika)
    form = again.get(where).soup.select_one("main form")
    assert form["action"] == "/kelola/baru"
    kept = {one["name"]: one["value"] for one in form.find_all("input")}
    kept.pop("csrf_token")
    assert kept == TYPED
    page = again.post(form["action"], kept, 422, at=where)
    assert page.soup.find("input", {"name": "judul"})["value"] == TYPED["judul"]


def test_it_is_found_by_nobody_else_and_not_for_ever(app: Flask, cast: Cast, as_) -> None:
    where = sent_late(app, cast, as_(cast.tika))
    as_(cast.bima).get(where, 404)
    with store.client() as client:
        name = where.rpartition("/")[2]
        key = store.key("held", name)
        assert 0 < client.ttl(key) <= holding.KEPT_S
        assert b"pasar" not in b64decode(client.get(key))
        client.delete(key)
    as_(cast.tika).get(where, 404)


def test_a_form_of_an_older_sign_in_is_kept_when_a_page_of_ours_sent_it(cast: Cast, as_) -> None:
    tika: Browser = as_(cast.tika)
    body = {"csrf_token": "lama"} | TYPED
    answer = tika.client.post("/kelola/baru", data=body, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303 and answer.location.startswith("/lanjutkan/")
    assert TYPED["judul"] in tika.get(answer.location).text
    for site in ("cross-site", "same-site", "none", ""):
        forged = tika.client.post("/kelola/baru", data=body, headers={"Sec-Fetch-Site": site})
        assert forged.status_code == 400


def test_no_password_is_kept_nor_what_a_stranger_sends(app: Flask, cast: Cast, as_) -> None:
    siti: Browser = as_(cast.siti)
    secret = {"sandi_lama": "kuda", "sandi": "kuda lumping menari"}
    idle(app, cast.siti.id)
    with app.app_context():
        with transaction():
            mine = update(Session).where(Session.cadre_id == cast.siti.id)
            session().execute(mine.values(ended_at=clock.now()))
        db.session.remove()
    assert "lanjutkan" not in siti.post("/saya/sandi", secret, at="/masuk").response.location
    stranger = Browser(app)
    assert stranger.post("/kelola/baru", TYPED, at="/masuk").response.location == "/masuk"


def test_it_shows_what_was_typed_under_the_forms_own_labels_and_no_button(
    app: Flask, cast: Cast, as_
) -> None:
    tika: Browser = as_(cast.tika)
    idle(app, cast.tika.id)
    sent = {"judul": "Sumur", "alasan": "Air bersih.", "aksi": "simpan", "kosong": " "}
    answer = tika.post("/kelola/baru", sent, at="/masuk").response
    where = unquote(answer.location.partition("/masuk?lanjut=")[2])
    told = as_(cast.tika).get(where).soup.select("main dl > div")
    assert [one.get_text("|", strip=True) for one in told] == [
        "Judul tantangan|Sumur",
        "Mengapa ini penting|Air bersih.",
    ]


def test_whatever_people_type_has_a_label_and_every_label_is_one_of_a_form(app: Flask) -> None:
    forms: dict[str, set[str]] = {}
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        if 'method="post"' in text or path.name.startswith("_"):
            for name, label in FIELD.findall(text):
                forms.setdefault(name, set()).add(label)
    assert forms.keys() - NOT_KEPT == held.LABELS.keys() | {"jawaban"}
    own = [(name, words) for one in held.OF_FORM.values() for name, words in one.items() if words]
    for name, words in [*held.LABELS.items(), *own]:
        assert words in forms[name], name
    assert held.OF_FORM.keys() <= app.view_functions.keys()
