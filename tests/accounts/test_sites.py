"""A cadre links a site of her own by showing a code there that is hers alone."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from simulator.running import Simulator
from tests.accounts.conftest import SITI
from tests.providers.open_networks import played_by
from tests.providers.web import Names

AT = "/akun/situs"


@pytest.fixture
def host(sim) -> str:
    """Siti's own site on the stand-in web."""
    return sim.person(SITI).account_id("website")


@pytest.fixture
def names(app: Flask, sim: Simulator) -> Iterator[Names]:
    """The name server of the stand-in web, to which records may be added."""
    with played_by(sim) as names:
        yield names


def code_shown(browser, host: str, begins: str = "<meta") -> str:
    """The line for the head of the front page, or another that begins so, as the page tells it."""
    page = browser.get(f"{AT}?alamat={host}")
    return next(
        pre.text for pre in page.soup.find_all("pre") if pre.text.startswith(begins)
    ).strip()


def check(browser, host: str, status: int = 303):
    return browser.post(AT, {"alamat": host}, status=status, at=f"{AT}?alamat={host}")


def test_a_site_that_shows_the_code_is_linked_and_another_is_not(
    sim, rows, as_, cast, host
) -> None:
    siti = as_(cast.siti)
    assert "belum terlihat" in check(siti, host, 422).text
    assert rows.accounts() == []
    sim.switch("website", head=code_shown(siti, host))
    check(siti, host)
    (account,) = rows.accounts()
    assert (account.provider, account.subject, account.status) == ("website", host, "active")
    assert account.token is None
    assert host in siti.get("/akun").text


def test_nobody_elses_code_proves_anything(sim, rows, as_, cast, host) -> None:
    sim.switch("website", head=code_shown(as_(cast.siti), host))
    assert "belum terlihat" in check(as_(cast.rudi), host, 422).text
    assert rows.accounts() == []


@pytest.mark.parametrize("down", ["", "503"])
def test_a_record_of_the_name_proves_a_site_even_while_it_cannot_be_read(
    sim, rows, as_, cast, host, names, down
) -> None:
    siti = as_(cast.siti)
    record = code_shown(siti, host, "gelanggang=")
    sim.switch("website", down=down)
    names.records[(host, "TXT")] = ['"v=spf1 -all"', f'"{record}x"', f'"x{record}"']
    check(siti, host, 422)
    assert rows.accounts() == []
    names.records[(host, "TXT")] += [f'"{record}"']
    check(siti, host)
    (account,) = rows.accounts()
    assert (account.subject, account.status) == (host, "active")
    assert "terbukti lewat catatan DNS" in siti.get("/akun").text


def test_a_record_with_somebody_elses_code_proves_nothing(rows, as_, cast, host, names) -> None:
    names.records[(host, "TXT")] = [f'"{code_shown(as_(cast.siti), host, "gelanggang=")}"']
    assert "belum terlihat" in check(as_(cast.rudi), host, 422).text
    assert rows.accounts() == []


def test_a_site_serves_one_cadre_for_good(sim, rows, as_, cast, host) -> None:
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    sim.switch("website", head=code_shown(siti, host))
    check(siti, host)
    siti.post("/akun/website/lepas", at="/akun")
    sim.switch("website", head=code_shown(rudi, host))
    assert "kader lain" in check(rudi, host, 422).text
    sim.switch("website", head=code_shown(siti, host))
    check(siti, host)
    assert [one.status for one in rows.accounts()] == ["active"]


def test_the_rel_me_link_leads_to_a_page_that_names_nobody(sim, as_, cast, host, browser) -> None:
    siti = as_(cast.siti)
    page = siti.get(f"{AT}?alamat={host}")
    there = re.search(r'href="http://localhost(/situs/[a-z2-7]+)"', page.text.replace("&#34;", '"'))
    assert there
    told = browser.get(there[1]).text
    assert cast.siti.name not in told
    assert host not in told


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("medium.com/@siti", "tanpa bagian sesudah garis miring"),
        ("127.0.0.1", "misalnya blogsiti.id"),
        ("x.com", "milik platform"),
        ("<script>", "misalnya blogsiti.id"),
        ("a" * 400, "misalnya blogsiti.id"),
    ],
)
def test_bad_addresses_are_refused_at_the_field_and_stay_typed(
    sim, as_, cast, typed, words
) -> None:
    siti = as_(cast.siti)
    for page in (
        siti.get(AT, query_string={"alamat": typed}, status=422),
        siti.post(AT, {"alamat": typed}, status=422, at="/akun"),
    ):
        assert words in page.error_at("alamat")
        assert page.soup.find(id="alamat")["value"] in (typed, typed[:300])


def test_a_site_that_does_not_answer_says_so_and_nothing_is_lost(sim, as_, cast, host) -> None:
    sim.switch("website", down="503")
    page = check(as_(cast.siti), host, 422)
    assert "tidak dapat dibaca" in page.error_at("alamat")
    assert page.soup.find(id="alamat")["value"] == host
