"""Activities: reported with photos, looked at by a leader, seen in the calendar of one's line."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.activities.models import Activity, ActivityFile, ActivityImage
from app.auditing.models import AuditEvent
from app.db import db, session
from app.flows.leaving import leave
from app.flows.own_data import own_data
from app.jobs.due import run_due_jobs
from app.notifications.models import Notice
from app.web.security import limiter
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.page import Page
from tests.pictures.test_making import HEIC, JPEG, SVG, png
from tests.reports import ALT, filled, refused, report, sent

Opens = Callable[[Person], Browser]
KEY = "d" * 32


def count(app: Flask, model: type) -> int:
    with app.app_context():
        number = session().query(model).count()
        db.session.remove()
    return number


def notices(app: Flask, person: Person) -> list[str]:
    with app.app_context():
        found = session().query(Notice.kind).filter_by(cadre_id=person.id).order_by(Notice.id)
        kinds = [one.kind for one in found]
        db.session.remove()
    return kinds


def photo_addresses(page: Page) -> list[str]:
    found = page.soup.select(".photo img, .photo source, .photo a")
    return [str(one.get("src") or one.get("srcset") or one.get("href")) for one in found]


@pytest.fixture
def shown(app: Flask, as_: Opens, cast: Cast) -> str:
    """An activity of Siti's that her leader showed."""
    place = report(as_(cast.siti))
    run_due_jobs(app)
    as_(cast.ani).post(f"{place}/tampilkan", {"terima_kasih": "Kerja bagus, Siti."})
    return place


def test_a_report_goes_from_a_cadres_phone_past_her_leader_to_her_unit(
    app: Flask, as_: Opens, cast: Cast
) -> None:
    siti, ani, rudi = as_(cast.siti), as_(cast.ani), as_(cast.rudi)
    place = report(siti, foto2=JPEG, alt2="Saluran sesudahnya")
    page = siti.get(place)
    assert "Menunggu ketua" in page.text and "Foto sedang disiapkan" in page.text
    assert "Kerja bakti saluran air" in siti.get("/kegiatan/saya").text
    rudi.get(place, 404)
    ani.post(f"{place}/tampilkan", status=422)  # its photos are not ready
    run_due_jobs(app)
    assert "Kerja bakti saluran air" in ani.get("/kegiatan/periksa").text
    ani.post(f"{place}/tampilkan", {"terima_kasih": "Kerja bagus, Siti."})
    assert "Kerja bakti" not in ani.get("/kegiatan/periksa").text
    assert notices(app, cast.siti) == ["activity_shown"]
    assert place in siti.get("/kabar-saya").html
    page = rudi.get(place)
    for words in ("Kerja bagus, Siti.", "Jalan Karang Tengah", "sekitar 20", cast.siti.name):
        assert words in page.text
    assert [one["alt"] for one in page.soup.select(".photo img")] == [ALT, "Saluran sesudahnya"]
    assert place in rudi.get("/kegiatan").html
    as_(cast.mega).get(place, 404)


def test_photos_are_served_to_those_in_sight_and_never_change(
    app: Flask, as_: Opens, cast: Cast, shown: str, browser: Browser
) -> None:
    addresses = photo_addresses(as_(cast.rudi).get(shown))
    assert len(addresses) == 3
    for address in addresses:
        answer = as_(cast.rudi).client.get(address)
        assert answer.mimetype == f"image/{address.rpartition('.')[2]}"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        as_(cast.mega).get(address, 404)
        as_(cast.yohana).get(address, 404)
        browser.get(address, 303)
    as_(cast.ani).post(f"{shown}/tahan", {"alasan": "Ada wajah anak di foto."})
    as_(cast.rudi).get(addresses[0], 404)
    assert as_(cast.siti).client.get(addresses[0]).status_code == 200


def test_a_leader_holds_back_with_a_reason_that_she_reads(
    app: Flask, as_: Opens, cast: Cast
) -> None:
    siti, ani = as_(cast.siti), as_(cast.ani)
    place = report(siti)
    run_due_jobs(app)
    assert ani.post(f"{place}/tahan", {"alasan": " "}, status=422).error_at("alasan")
    ani.post(f"{place}/tahan", {"alasan": "Ada wajah anak di foto."})
    assert notices(app, cast.siti) == ["activity_held"]
    assert "Ada wajah anak di foto." in siti.get(place).text
    as_(cast.rudi).get(place, 404)
    ani.post(f"{place}/tahan", {"alasan": "Sekali lagi."}, status=422)
    ani.post(f"{place}/tampilkan")
    as_(cast.rudi).get(place)


def test_nobody_decides_about_her_own_and_leaders_elsewhere_not_at_all(
    app: Flask, as_: Opens, cast: Cast
) -> None:
    ani = as_(cast.ani)
    own = report(ani)
    run_due_jobs(app)
    ani.post(f"{own}/tampilkan", status=422)
    assert "Kerja bakti" not in ani.get("/kegiatan/periksa").text
    as_(cast.joko).post(f"{own}/tampilkan")  # the PAC above
    as_(cast.rudi).post(f"{own}/tampilkan", status=404)
    as_(cast.joko).post(f"{own}/pilih", status=404)


def test_a_proposed_picture_is_chosen_by_an_officer_and_seen_by_the_whole_party(
    app: Flask, as_: Opens, cast: Cast, shown: str
) -> None:
    tika, yohana = as_(cast.tika), as_(cast.yohana)
    as_(cast.ani).post(f"{shown}/usulkan")
    as_(cast.ani).post(f"{shown}/usulkan", status=422)
    yohana.get(shown, 404)
    assert "Kerja bakti" in tika.get("/kegiatan/usulan").text
    tika.post(f"{shown}/pilih")
    assert notices(app, cast.siti) == ["activity_shown", "activity_chosen"]
    assert "Pilihan DPP" in yohana.get("/kegiatan").text
    assert yohana.client.get(photo_addresses(yohana.get(shown))[0]).status_code == 200
    tika.post(f"{shown}/lepas")
    yohana.get(shown, 404)


def test_her_own_can_be_deleted_while_nobody_showed_it(
    app: Flask, as_: Opens, cast: Cast, shown: str
) -> None:
    siti = as_(cast.siti)
    siti.post(f"{shown}/hapus", status=422)
    place = report(siti)
    run_due_jobs(app)
    as_(cast.rudi).post(f"{place}/hapus", status=404)
    siti.post(f"{place}/hapus")
    siti.get(place, 404)
    assert (count(app, Activity), count(app, ActivityImage), count(app, ActivityFile)) == (1, 1, 5)


def test_a_form_that_comes_twice_is_one_report(app: Flask, as_: Opens, cast: Cast) -> None:
    siti = as_(cast.siti)
    first = report(siti, kunci=KEY)
    assert report(siti, kunci=KEY) == first
    assert (count(app, Activity), count(app, ActivityImage)) == (1, 1)
    assert report(as_(cast.rudi), kunci=KEY) != first


def test_a_waiting_phone_is_answered_with_data(app: Flask, as_: Opens, cast: Cast) -> None:
    siti, script = as_(cast.siti), {"HX-Request": "true"}
    answer = sent(siti, filled(kunci=KEY), "/antrean/kegiatan", script)
    assert answer.status_code == 201
    assert answer.json == {"kegiatan": report(siti, kunci=KEY)}
    arrived = siti.client.get(f"/antrean?kunci={KEY}&kunci={'e' * 32}&kunci=x", headers=script)
    assert arrived.json["tiba"] == [KEY]
    assert as_(cast.rudi).client.get(f"/antrean?kunci={KEY}", headers=script).json["tiba"] == []
    answer = sent(siti, filled(judul=""), "/antrean/kegiatan", script)
    assert (answer.status_code, answer.json) == (422, {"kata": "Wajib diisi."})


WRONG = [
    ("judul", {"judul": ""}),
    ("judul", {"judul": "x" * 81}),
    ("judul", {"judul": "a\x00b"}),
    ("cerita", {"cerita": " "}),
    ("cerita", {"cerita": "x" * 601}),
    ("cerita", {"cerita": "a\x1b[31mb"}),
    ("tempat_acara", {"tempat_acara": "x" * 121}),
    ("unit", {"unit": "32"}),
    ("unit", {"unit": "31.74.06.1001"}),
    ("unit", {"unit": "' OR 1=1"}),
    ("unit", {"unit": "a\x00"}),
    ("tanggal", {"tanggal": "kemarin"}),
    ("tanggal", {"tanggal": "9999-12-31"}),
    ("tanggal", {"tanggal": "0001-01-01"}),
    ("tanggal", {"tanggal": "2020-01-01"}),
    ("tanggal", {"jam": "25:99"}),
    ("tanggal", {"jam": "10:00+07:00"}),
    ("orang", {"orang": "banyak"}),
    ("orang", {"orang": "-3"}),
    ("orang", {"orang": "9" * 30}),
    ("foto1", {"foto1": None}),
    ("foto1", {"foto1": SVG}),
    ("foto1", {"foto1": HEIC}),
    ("foto1", {"foto1": b"\xff\xd8\xff" + b"\x00" * (6 * 1024 * 1024)}),
    ("alt1", {"alt1": "  "}),
    ("alt1", {"alt1": "x" * 201}),
    ("foto2", {"alt2": "Ada kata, tidak ada foto"}),
    ("alt3", {"foto3": JPEG}),
    ("izin", {"izin": None}),
    ("izin", {"pernyataan": "99"}),
    ("anak", {"anak": None}),
    ("tempat", {"tempat": None}),
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    app: Flask, as_: Opens, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    siti = as_(cast.siti)
    for field, changed in WRONG:
        page = refused(siti, **changed)
        assert page.error_at(field), changed
        if field != "cerita":
            assert "Saluran mengalir lagi." in page.html
    assert count(app, Activity) == 0


def test_a_photo_that_no_worker_can_read_is_told(app: Flask, as_: Opens, cast: Cast) -> None:
    siti = as_(cast.siti)
    place = report(siti, foto1=JPEG[:500], foto2=png(9_000, 9_000), alt2="Terlalu besar")
    run_due_jobs(app)
    page = siti.get(place)
    assert "Gambar ini rusak, terpotong, atau bukan gambar." in page.text
    assert "Gambar paling besar 30 megapiksel." in page.text
    assert notices(app, cast.siti) == ["photo_refused", "photo_refused"]
    refusal = as_(cast.ani).post(f"{place}/tampilkan", status=422)
    assert "Tidak ada foto yang dapat ditampilkan." in refusal.text
    assert count(app, ActivityFile) == 0


def test_a_day_has_five_reports_of_one_cadre(as_: Opens, cast: Cast) -> None:
    siti = as_(cast.siti)
    for _ in range(5):
        report(siti)
    assert "Paling banyak 5 laporan sehari." in refused(siti).text


def test_the_calendar_is_read_by_month_day_and_level(
    app: Flask, as_: Opens, cast: Cast, shown: str
) -> None:
    rudi = as_(cast.rudi)
    began = (clock.now() - timedelta(hours=1)).astimezone(clock.JAKARTA)
    month, day = f"{began:%Y-%m}", began.day
    for query, there in (
        (f"bulan={month}&hari={day}&tingkat=RANTING", True),
        (f"bulan={month}&tingkat=DPC", False),
        (f"bulan={month}&hari={day % 28 + 1}", False),
        ("bulan=2026-01", False),
    ):
        page = rudi.get(f"/kegiatan?{query}")
        cards = page.soup.select(".activity__title a")
        assert [one["href"] for one in cards] == ([shown] if there else [])
    cell = rudi.get(f"/kegiatan?bulan={month}").soup.select_one(".month__day a")
    assert cell is not None and "1 kegiatan" in cell.get_text(" ")
    assert rudi.client.get(str(cell.img["src"])).status_code == 200


def test_nonsense_in_an_address_is_this_month(as_: Opens, cast: Cast) -> None:
    siti = as_(cast.siti)
    for query in (
        "bulan=2026-13",
        "bulan=%27",
        "hari=99",
        "hari=%D9%A3",
        "tingkat=x",
        "halaman=-1",
    ):
        assert "Belum ada kegiatan" in siti.get(f"/kegiatan?{query}").text


def test_who_hides_on_boards_is_not_named_to_others(
    app: Flask, as_: Opens, cast: Cast, shown: str
) -> None:
    as_(cast.siti).post("/saya/nama", {"tampilan": "hidden"}, at="/saya")
    assert cast.siti.name not in as_(cast.rudi).get(shown).text
    assert cast.siti.name in as_(cast.ani).get(shown).text


def test_it_is_in_her_own_data_and_goes_with_her(
    app: Flask, as_: Opens, cast: Cast, shown: str
) -> None:
    with app.app_context():
        (told,) = own_data(cast.siti.id)["bagian"]["kegiatan"]["baris"]
        assert (told["judul"], told["keadaan"]) == ("Kerja bakti saluran air", "shown")
        assert told["foto"] == [{"tampak": ALT, "keadaan": "ready", "alasan": ""}]
        leave(cast.siti.id)
        db.session.remove()
    as_(cast.rudi).get(shown, 404)
    assert [count(app, one) for one in (Activity, ActivityImage, ActivityFile)] == [0, 0, 0]


def test_what_a_leader_decides_is_kept_in_the_log(app: Flask, cast: Cast, shown: str) -> None:
    with app.app_context():
        (event,) = session().query(AuditEvent).filter_by(subject_kind="activity")
        assert (event.act, event.actor_id, event.about) == (
            "activity_shown",
            cast.ani.id,
            [cast.siti.id],
        )
        db.session.remove()
