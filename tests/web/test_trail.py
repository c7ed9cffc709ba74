"""Who may read what was done by whom, and where."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app import clock
from app.auditing.recording import record
from app.cadres.roles import Actor
from app.cli.traces import Shell
from app.db import db, transaction
from tests.cast import Cast, Person, path_of

LEBAK_BULUS = "31.74.06.1002"


def kept(
    app: Flask, actor: Actor | Shell, act: str, code: str, subject: str = "abc", **more
) -> int:
    with app.app_context():
        with transaction():
            event = record(actor, act, path_of(code), "challenge", subject, **more).id
        db.session.remove()
    return event


def invited(app: Flask, cast: Cast, key: str, code: str, **more) -> int:
    return kept(app, cast.actor(key), "invitation_made", code, **{"uses": 5, "days": 7, **more})


@pytest.fixture
def scene(app: Flask, cast: Cast) -> None:
    invited(app, cast, "ani", LEBAK_BULUS)
    invited(app, cast, "yos", LEBAK_BULUS, uses=77)
    kept(app, cast.actor("tika"), "challenge_drafted", "31.74", title="Rahasia DPP")
    kept(app, cast.actor("dewi"), "submission_accepted", LEBAK_BULUS, about=[cast.siti.id])


def words(as_, person: Person, query: str = "", status: int = 200) -> str:
    return as_(person).get(f"/jejak{query}", status).text


def test_an_auditor_reads_everything(as_, cast: Cast, scene: None) -> None:
    read = words(as_, cast.arif)
    for name in ("Ani Wijayanti", "Yosef Sudarso", "Tika Permata", "Dewi Anggraini"):
        assert name in read
    assert "Rahasia DPP" in read


def test_a_leader_of_a_dpc_reads_the_acts_of_the_own_leaders_alone(
    as_, cast: Cast, scene: None
) -> None:
    read = words(as_, cast.ratna)
    assert "Ani Wijayanti" in read
    for hidden in ("Yosef Sudarso", "77", "Tika Permata", "Rahasia DPP", "Dewi Anggraini"):
        assert hidden not in read
    assert len(rows(as_, cast.ratna, "")) == 1


def test_a_leader_of_a_dpd_reads_further_down(as_, cast: Cast, scene: None) -> None:
    read = words(as_, cast.yos)
    assert "Ani Wijayanti" in read and "Yosef Sudarso" in read
    assert "Rahasia DPP" not in read


def test_an_operator_reads_that_something_was_done_and_no_more(
    as_, cast: Cast, scene: None
) -> None:
    read = words(as_, cast.oka)
    assert "menulis rancangan tantangan “…”" in read
    for hidden in ("Ani Wijayanti", "Tika Permata", "Rahasia DPP", "abc", "77"):
        assert hidden not in read
    assert "Ani" not in words(as_, cast.oka, "?siapa=Ani")
    assert "menulis" not in words(as_, cast.oka, "?hal=abc&perbuatan=challenge_drafted")[-400:]


@pytest.mark.parametrize("key", ["siti", "ani", "joko", "tika", "dewi"])
def test_nobody_else_comes_in(as_, cast: Cast, scene: None, key: str) -> None:
    words(as_, cast.people[key], status=404)


def rows(as_, person: Person, query: str) -> list[str]:
    page = as_(person).get(f"/jejak{query}")
    return [one.get_text(" ", strip=True) for one in page.soup.select(".rows .row b")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?siapa=ani", ["Ani Wijayanti, ketua"]),
        ("?perbuatan=challenge_drafted", ["Tika Permata, petugas"]),
        ("?unit=31.74.06.1002&siapa=yosef", ["Yosef Sudarso, ketua"]),
        ("?unit=Lebak+Bulus&siapa=yosef", ["Yosef Sudarso, ketua"]),
        ("?unit=32.73", []),
        ("?hal=lain", []),
        ("?siapa=%25", []),
    ],
)
def test_the_log_is_searched(as_, cast: Cast, scene: None, query: str, found: list[str]) -> None:
    assert rows(as_, cast.arif, query) == found


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("?dari=1999-01-01&siapa=ani", "dari", "Isi tanggal"),
        ("?sampai=kemarin&siapa=ani", "sampai", "Isi tanggal"),
        ("?dari=2026-03-02&sampai=2026-03-01&siapa=ani", "sampai", "sebelum tanggal awal"),
        ("?unit=entah-di-mana&siapa=ani", "unit", "Tidak ada unit"),
    ],
)
def test_what_cannot_be_looked_for_is_said_at_its_field(
    as_, cast: Cast, scene: None, query: str, field: str, words: str
) -> None:
    page = as_(cast.arif).get(f"/jejak{query}", 422)
    assert words in page.error_at(field)
    assert page.soup.find("input", {"name": "siapa"})["value"] == "ani"
    assert "Tidak ada jejak" not in page.text


def test_days_are_looked_for_as_the_party_counts_them(as_, cast: Cast, scene: None) -> None:
    today = clock.party_day(clock.now())
    assert len(rows(as_, cast.arif, f"?dari={today}&sampai={today}")) == 4
    assert rows(as_, cast.arif, f"?dari={today + timedelta(days=1)}") == []
    assert rows(as_, cast.arif, f"?sampai={today - timedelta(days=1)}") == []


def test_older_acts_stand_on_the_next_page_each_once(app: Flask, as_, cast: Cast) -> None:
    for number in range(60):
        invited(app, cast, "ani", LEBAK_BULUS, uses=number + 100)
    browser, seen, address = as_(cast.arif), [], "/jejak?siapa=ani"
    while address:
        page = browser.get(address)
        seen += [one.get_text(" ") for one in page.soup.select(".rows .row small")]
        link = page.soup.find("a", string="Lebih lama")
        address = link["href"] if link else None
    assert len(seen) == len(set(seen)) == 60
    assert "159 orang" in seen[0]


def test_a_cadre_sees_what_was_done_about_her_and_never_who_judged_her(
    app: Flask, as_, cast: Cast, scene: None
) -> None:
    with app.app_context():
        with transaction():
            where = path_of(LEBAK_BULUS)
            about = [cast.siti.id]
            record(cast.actor("joko"), "cadre_moved", where, "cadre", "x", about, was="31.74.06")
        db.session.remove()
    page = as_(cast.siti).get("/saya/jejak").text
    assert "menilai kiriman sah" in page and "Pemeriksa" in page
    assert "Dewi" not in page
    assert "Joko Susilo, ketua" in page
    assert "Tidak ada jejak" in as_(cast.rudi).get("/saya/jejak").text


def test_what_code_keeps_is_told_in_words(app: Flask, as_, cast: Cast) -> None:
    shell = Shell()
    kept(app, shell, "role_granted", "dpp", role="officer", until=date(2027, 1, 31))
    kept(app, shell, "month_detached", "dpp", month="2026-09")
    kept(app, shell, "periods_closed", "dpp", periods="w2026-47, s1")
    kept(app, cast.actor("oka"), "policy_set", "dpp", mode="link_only")
    rule = {"kind": "points", "version": 3, "reason": "Lebih adil"}
    kept(app, cast.actor("tika"), "rule_proposed", "dpp", **rule)
    sanction = {"about": [cast.siti.id], "days": 7, "reason": "Ajakan membenci"}
    kept(app, cast.actor("dewi"), "sanction_proposed", LEBAK_BULUS, **sanction, kind="Tanpa poin")
    read = words(as_, cast.arif)
    for told in (
        "memberi peran petugas, sampai 31 Jan 2027",
        "melepas bulan Sep 2026",
        "minggu sampai 22 Nov 2026, musim nomor 1",
        "menetapkan aturan platform: Tautan saja",
        "mengusulkan aturan poin versi 3: Lebih adil",
        "Tanpa poin, 7 hari: Ajakan membenci",
    ):
        assert told in read


def test_what_was_acted_upon_has_a_name_and_leads_to_all_that_was_done_to_it(
    as_, cast: Cast
) -> None:
    ani = as_(cast.ani)
    form = {"kader": cast.siti.public_id, "unit": "31.71.06.1001", "catatan": ""}
    where = ani.post("/tim/31.74.06.1002/pindah/usulan", form).response.location
    ani.post(f"{where}/batal")
    page = as_(cast.arif).get("/jejak")
    links = {one.get_text(): one["href"] for one in page.soup.select(".rows small a")}
    assert links.keys() == {"Siti Nurhaliza"}
    same = as_(cast.arif).get(links["Siti Nurhaliza"])
    assert len(same.soup.select(".rows .row")) == 2
    assert "Siti Nurhaliza" not in as_(cast.oka).get("/jejak").text
