"""Tables are taken away by who may, within reach, with a trace; phone numbers by two persons."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.auditing.models import AuditEvent
from app.cadres.models import Cadre, Role
from app.db import db, session, transaction
from app.exports import asking
from app.exports.models import Export
from app.flows.leaving import leave
from app.jobs.due import run_due_jobs
from app.jobs.schedule import sweep
from app.notifications.models import Notice
from app.units.models import Unit
from tests.cast import Cast
from tests.conftest import Browser
from tests.shares import Shares


def asked(browser: Browser, path: str, **form: str) -> str:
    """Asks for a CSV and returns the address of the export."""
    return browser.post(path, {"format": "csv"} | form).response.location


def made(app: Flask) -> None:
    with app.app_context():
        run_due_jobs(app)
        db.session.remove()


def taken(browser: Browser, address: str) -> list[list[str]]:
    answer = browser.client.get(f"{address}/berkas")
    assert answer.status_code == 200, answer.status
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(told, newline="")))


def acts(app: Flask) -> list[tuple[str, list[int]]]:
    with app.app_context():
        found = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        said = [(one.act, [*one.about]) for one in found]
        db.session.remove()
    return said


def told(app: Flask, kind: str) -> set[int | None]:
    with app.app_context():
        found = {*session().scalars(select(Notice.cadre_id).where(Notice.kind == kind))}
        db.session.remove()
    return found


def test_a_leader_takes_the_own_team_away_and_leaves_a_trace(app: Flask, as_, cast: Cast) -> None:
    with app.app_context(), transaction():
        session().execute(
            update(Cadre).where(Cadre.id == cast.rudi.id).values(name="=HYPERLINK(1)")
        )
    ani = as_(cast.ani)
    assert "Unduh tim ini" in ani.get("/tim/31.74.06.1002").text
    address = asked(ani, "/tim/31.74.06.1002/unduhan")
    assert "Sedang dibuat" in ani.get(address).text
    made(app)
    assert "Siap" in ani.get(address).text
    mark, head, *rows = taken(ani, address)
    assert mark[0].startswith("Diunduh oleh Ani Wijayanti pada ")
    assert "Telepon" not in head
    assert {row[0] for row in rows} == {"Siti Nurhaliza", "'=HYPERLINK(1)", "Ani Wijayanti"}
    assert "+62" not in str(rows) and "0812" not in str(rows)
    people = sorted([cast.siti.id, cast.rudi.id, cast.ani.id])
    assert acts(app) == [("export_asked", []), ("export_taken", people)]
    assert "Ani Wijayanti, ketua" in as_(cast.siti).get("/saya/jejak").text
    assert told(app, "export_ready") == {cast.ani.id}


def test_an_auditor_takes_a_team_away_without_names(app: Flask, as_, cast: Cast) -> None:
    arif = as_(cast.arif)
    assert "Tanpa nama" in arif.get("/tim/31/unduhan").text
    assert 'nomor telepon"' not in arif.get("/tim/31/unduhan").text
    arif.post("/tim/31/unduhan", {"format": "csv", "telepon": "1"}, 404)
    address = asked(arif, "/tim/31/unduhan")
    made(app)
    told = taken(arif, address)
    mark, _, *rows = told
    assert mark[0].startswith("Diunduh oleh Arif Rahman pada ")
    with app.app_context():
        inside = select(Cadre.public_id, Cadre.id).join(Unit, Unit.id == Cadre.unit_id)
        found = dict(session().execute(inside.where(Unit.code.startswith("31"))).all())
        db.session.remove()
    assert [row[0] for row in rows] == sorted(found)
    everybody = [person.name for person in cast.people.values() if person.key != "arif"]
    assert not [name for name in everybody if name in str(told)]
    assert {row[2] for row in rows} == {"2026-09"} and "0812" not in str(told)
    assert {row[1] for row in rows} == {"PAC Cilandak", "DPD DKI Jakarta"}  # five each
    assert acts(app) == [("export_asked", []), ("export_taken", sorted(found.values()))]
    as_(cast.ratna).get(address, 404)


def test_of_fewer_than_five_cadres_nothing_is_taken_away_without_names(as_, cast: Cast) -> None:
    page = as_(cast.arif).post("/tim/31.74.06.1002/unduhan", {"format": "csv"}, 422)
    assert "Pilih unit yang lebih besar" in page.text


def test_only_who_asked_sees_it_and_takes_it(app: Flask, as_, cast: Cast) -> None:
    address = asked(as_(cast.ani), "/tim/31.74.06.1002/unduhan")
    made(app)
    for other in (cast.siti, cast.joko, cast.ratna, cast.arif, cast.oka):
        as_(other).get(address, 404)
        as_(other).get(f"{address}/berkas", 404)
        as_(other).get(f"{address}/kemajuan", 404)


def test_a_role_that_ended_takes_nothing_away(app: Flask, as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    address = asked(ani, "/tim/31.74.06.1002/unduhan")
    made(app)
    with app.app_context(), transaction():
        yesterday = clock.party_day(clock.now()) - timedelta(days=1)
        session().execute(
            update(Role).where(Role.cadre_id == cast.ani.id).values(ends_on=yesterday)
        )
    ani.get(f"{address}/berkas", 404)


def test_phone_numbers_need_a_second_person_of_that_reach(app: Flask, as_, cast: Cast) -> None:
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    address = asked(ratna, "/tim/31.74/unduhan", telepon="1")
    made(app)
    assert "Menunggu persetujuan" in ratna.get(address).text
    ratna.get(f"{address}/berkas", 404)
    assert told(app, "export_wanted") == {cast.yos.id}
    ratna.post(f"{address}/putusan", {"putusan": "setuju"}, 422)
    for other in (cast.joko, cast.ani, cast.arif):
        as_(other).post(f"{address}/putusan", {"putusan": "setuju"}, 404)
    assert "Ratna Dewanti meminta tabel ini" in yos.get(address).text
    yos.post(f"{address}/putusan", {"putusan": "setuju"})
    made(app)
    _, head, *rows = taken(ratna, address)
    assert head[-1] == "Telepon"
    assert {row[-1] for row in rows if row[0] == "Siti Nurhaliza"} == {"0812-0000-0001"}
    yos.get(f"{address}/berkas", 404)
    kept = [act for act, _ in acts(app)]
    assert kept == ["phones_asked", "phones_approved", "phones_taken"]
    assert told(app, "export_ready") == {cast.ratna.id}


def test_a_refused_request_is_told_and_makes_nothing(app: Flask, as_, cast: Cast) -> None:
    ratna = as_(cast.ratna)
    address = asked(ratna, "/tim/31.74/unduhan", telepon="1")
    as_(cast.yos).post(f"{address}/putusan", {"putusan": "tolak"})
    made(app)
    assert "Ditolak" in ratna.get(address).text
    ratna.get(f"{address}/berkas", 404)
    assert told(app, "export_refused") == {cast.ratna.id}


def test_the_database_itself_lets_no_phone_number_go_by_one_person(
    app: Flask, as_, cast: Cast
) -> None:
    asked(as_(cast.ratna), "/tim/31.74/unduhan", telepon="1")
    with app.app_context():
        for values in ({"state": "ready"}, {"state": "ready", "decided_by": cast.ratna.id}):
            with pytest.raises(IntegrityError), transaction():
                session().execute(update(Export).values(**values))


@pytest.mark.parametrize("key", ["ani", "joko"])
def test_leaders_below_a_dpc_take_no_phone_numbers(app: Flask, as_, cast: Cast, key: str) -> None:
    leader = as_(cast.people[key])
    unit = {"ani": "31.74.06.1002", "joko": "31.74.06"}[key]
    assert "nomor telepon" not in leader.get(f"/tim/{unit}/unduhan").text
    leader.post(f"/tim/{unit}/unduhan", {"format": "csv", "telepon": "1"}, 404)


def test_more_rows_than_allowed_are_refused_with_words(
    as_, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PHONE_ROWS_MAX", 2)
    page = as_(cast.ratna).post("/tim/31.74/unduhan", {"format": "csv", "telepon": "1"}, 422)
    assert "Pilih unit yang lebih kecil" in page.text


def test_a_team_that_grew_too_long_is_not_let_go(
    app: Flask, as_, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    address = asked(ratna, "/tim/31.74/unduhan", telepon="1")
    monkeypatch.setattr(asking, "PHONE_ROWS_MAX", 2)
    page = yos.post(f"{address}/putusan", {"putusan": "setuju"}, 422)
    assert "Pilih unit yang lebih kecil" in page.text
    made(app)
    ratna.get(f"{address}/berkas", 404)
    yos.post(f"{address}/putusan", {"putusan": "tolak"})


def test_a_board_is_taken_away_without_who_hides(app: Flask, shares: Shares, as_) -> None:
    cast = shares.cast
    challenge = shares.challenge(points=10)
    for who in (cast.siti, cast.rudi):
        shares.link(who)
        shares.submit(who, challenge, shares.post(who).url)
    made(app)
    with app.app_context(), transaction():
        session().execute(update(Cadre).where(Cadre.id == cast.rudi.id).values(display="hidden"))
    ani = as_(cast.ani)
    address = asked(ani, "/peringkat/31.74.06.1002/unduhan", periode="minggu")
    made(app)
    _, _, *rows = taken(ani, address)
    assert [(row[0], row[1], row[3]) for row in rows] == [("1", "Siti Nurhaliza", "10")]


def test_what_came_of_a_challenge_is_taken_away_by_its_officer(
    app: Flask, shares: Shares, as_
) -> None:
    cast = shares.cast
    challenge = shares.challenge(points=10)
    shares.link(cast.siti)
    shares.submit(cast.siti, challenge, shares.post(cast.siti).url)
    made(app)
    tika = as_(cast.tika)
    assert "Unduh CSV" in tika.get(f"/kelola/{challenge}").text
    address = asked(tika, f"/kelola/{challenge}/unduhan")
    made(app)
    _, _, row = taken(tika, address)
    assert row == ["31.74", "DPC Jakarta Selatan", "1", "1", "0", "0", "0"]
    as_(cast.ani).post(f"/kelola/{challenge}/unduhan", {"format": "csv"}, 404)


def test_files_are_forgotten_after_a_day_and_with_who_left(app: Flask, as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    kept = asked(ani, "/tim/31.74.06.1002/unduhan")
    made(app)
    with app.app_context():
        leave(cast.siti.id)
        assert session().scalars(select(Export.body)).all() == [None]
        db.session.remove()
    ani.get(f"{kept}/berkas", 404)
    again = asked(ani, "/tim/31.74.06.1002/unduhan")
    made(app)
    assert taken(ani, again)
    with app.app_context():
        sweep(clock.now() + asking.KEPT + timedelta(minutes=1))
        db.session.remove()
    ani.get(f"{again}/berkas", 404)
    assert "Sudah dihapus" in ani.get(again).text
