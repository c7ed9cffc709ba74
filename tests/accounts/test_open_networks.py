"""Linking where every account may have another home: a name or a server is typed before leaving."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Barrier, Thread
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from app.accounts.models import ClientRegistration
from app.accounts.reading import read_post, recent_posts
from app.accounts.registrations import Registrations
from app.accounts.tokens import held
from app.db import db, session
from app.providers import PROVIDERS
from simulator.running import Simulator
from tests.accounts.conftest import RUDI, SITI, Rows, confirm
from tests.conftest import Browser
from tests.consent import agree, deny, told
from tests.page import Page

HOME = "http://127.0.0.1"
HANDLE = "siti-lebakbulus.bsky.social"
WHERE = {"bluesky": HANDLE, "mastodon": "sosial.example"}
KNOWN_AS = {"bluesky": f"@{HANDLE}", "mastodon": "@siti_lebakbulus@sosial.example"}
HOSTS = {"bluesky": "bsky.social", "mastodon": "sosial.example"}
BOTH = pytest.mark.parametrize("key", WHERE)


@pytest.fixture(autouse=True)
def at_home(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The networks send programs on one's own machine to an address, never to "localhost"."""
    settings = replace(app.config["SETTINGS"], public_url=HOME)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture(autouse=True)
def at_their_usual_homes(sim: Simulator) -> Iterator[None]:
    """Nobody has moved before or after."""
    yield
    for handle in (SITI, RUDI):
        sim.become("bluesky", handle, "bsky.social")
        sim.become("mastodon", handle, "sosial.example")


def leave(browser: Browser, key: str, where: str | None = None, status: int = 200) -> Page:
    """Type where the account is and tap "Tautkan": the page that names the host."""
    form = {"di": WHERE[key] if where is None else where}
    return browser.post(f"/akun/{key}/tautkan", form, at="/akun", status=status)


def there(page: Page) -> str:
    """Where that page leads."""
    return next(one["href"] for one in page.soup("a") if "Lanjut ke" in one.text)


def come_back(browser: Browser, address: str, status: int = 303) -> Page:
    """To our own address, as the network sent her."""
    assert address.startswith(f"{HOME}/akun/")
    return browser.get(address.removeprefix(HOME), status=status)


def link(sim: Simulator, browser: Browser, key: str, where: str | None = None) -> None:
    """The whole way."""
    come_back(browser, agree(sim, there(leave(browser, key, where)), SITI))
    confirm(browser, key)


def subject(sim: Simulator, key: str, handle: str = SITI) -> str:
    """The lasting id of a person's account."""
    person = sim.person(handle)
    own = person.account_id(key)
    return own if key == "bluesky" else f"{person.kind(key)}/{own}"


@BOTH
def test_an_account_is_linked_by_the_whole_way(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    come_back(siti, agree(sim, there(leave(siti, key)), SITI))
    assert rows.accounts() == []
    asked = siti.get(f"/akun/{key}/konfirmasi")
    assert KNOWN_AS[key] in asked.text
    assert "Siti Rahmawati" in asked.text
    confirm(siti, key)
    (account,) = rows.accounts()
    assert (account.provider, account.subject) == (key, subject(sim, key))
    assert account.known_as == KNOWN_AS[key]
    assert f"{KNOWN_AS[key]} sudah tertaut" in siti.get("/akun").text


@BOTH
def test_what_only_the_grant_may_know_is_sealed_in_its_row(app, sim, rows, as_, cast, key) -> None:
    link(sim, as_(cast.siti), key)
    (account,) = rows.accounts()
    with app.app_context():
        token = held(account)
    assert token.access
    for secret in (token.access, *token.extra.values()):
        assert secret.encode() not in account.token


@BOTH
def test_the_page_before_leaving_names_the_host_and_needs_no_script(
    sim, rows, as_, cast, key
) -> None:
    siti = as_(cast.siti)
    page = leave(siti, key)
    assert f"Lanjut ke {HOSTS[key]}" in page.soup.h1.text
    refresh = page.soup.find("meta", {"http-equiv": "refresh"})["content"]
    assert refresh == f"0; url={there(page)}"
    assert urlsplit(there(page)).path.startswith(f"/host/{HOSTS[key]}/oauth/authorize")
    policy = siti.get("/akun").response.headers["Content-Security-Policy"]
    assert HOSTS[key] not in policy
    assert page.response.headers["Cache-Control"] == "no-store"


@BOTH
def test_every_network_has_one_field_with_its_label(as_, cast, key) -> None:
    page = as_(cast.siti).get("/akun")
    field = page.soup.find(id=f"di-{key}")
    assert field["name"] == "di"
    label = page.soup.find("label", {"for": f"di-{key}"})
    assert label.text == PROVIDERS[key].where.label
    assert not page.soup.find(id="di-x")


@pytest.mark.parametrize(
    ("key", "where", "words"),
    [
        ("bluesky", "siti rahma", "secara lengkap"),
        ("bluesky", "", "secara lengkap"),
        ("bluesky", "tidak-ada.bsky.social", "tidak ditemukan"),
        ("mastodon", "", "alamat server"),
        ("mastodon", "http://127.0.0.1/", "alamat server"),
        ("mastodon", "x.com", "bukan server Mastodon"),
        ("mastodon", "tidak.ada.example", "Periksa ejaannya"),
    ],
)
def test_what_leads_nowhere_is_said_at_its_field_and_nothing_typed_is_lost(
    rows, as_, cast, key, where, words
) -> None:
    page = leave(as_(cast.siti), key, where, status=422)
    assert words in page.soup.find(id=f"di-{key}-error").text
    assert page.soup.find(id=f"di-{key}")["value"] == where
    assert page.soup.find(id=f"di-{key}")["aria-invalid"] == "true"
    other = next(one for one in WHERE if one != key)
    assert page.soup.find(id=f"di-{other}")["value"] == ""
    assert not page.soup.find(id=f"di-{other}-error")
    assert page.soup.find("a", href=f"#di-{key}")
    assert rows.attempts() == []


def test_a_network_in_trouble_says_so_and_keeps_what_was_typed(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    sim.switch("plc", down=True)
    page = leave(siti, "bluesky", status=503)
    assert "Coba lagi nanti" in page.text
    assert page.soup.find(id="di-bluesky")["value"] == HANDLE
    sim.healthy("plc")
    link(sim, siti, "bluesky")


@BOTH
def test_a_denied_consent_ends_in_words(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    page = come_back(siti, deny(sim, there(leave(siti, key)), SITI), status=422)
    assert "Izin tidak diberikan" in page.text
    assert rows.accounts() == []


@pytest.mark.parametrize("iss", ["", "https://lain.example"])
def test_an_answer_that_does_not_name_the_server_that_was_asked_is_not_taken(
    sim, rows, as_, cast, iss
) -> None:
    siti = as_(cast.siti)
    sim.switch("bluesky", iss=iss)
    page = come_back(siti, agree(sim, there(leave(siti, "bluesky")), SITI), status=422)
    assert "bukan dari Bluesky" in page.text
    assert rows.accounts() == []


def test_an_answer_of_mastodon_may_name_its_server_but_no_other(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    for issuer, status in (("https://lain.example/", 422), ("https://sosial.example/", 303)):
        back = agree(sim, there(leave(siti, "mastodon")), SITI)
        come_back(siti, f"{back}&{urlencode({'iss': issuer})}", status=status)


def test_a_grant_of_another_account_than_the_one_named_links_nothing(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    back = agree(sim, there(leave(siti, "bluesky")), SITI)
    sim.switch("bluesky", sub="rudi-lebakbulus.bsky.social")
    page = come_back(siti, back, status=503)
    assert "tidak dapat dipahami" in page.text
    assert rows.accounts() == []


def test_fewer_scopes_than_whose_it_is_link_nothing(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    back = agree(sim, there(leave(siti, "mastodon")), SITI, ["read:statuses"])
    assert "kurang lengkap" in come_back(siti, back, status=422).text
    assert not sim.stage.grants.holds("mastodon", sim.person(SITI))


def test_open_posts_need_no_scope_of_their_own(app, sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    come_back(siti, agree(sim, there(leave(siti, "mastodon")), SITI, ["profile"]))
    confirm(siti, "mastodon")
    sim.write("mastodon", SITI, "Halo dari Lebak Bulus")
    (account,) = rows.accounts()
    with app.app_context():
        assert [one.text for one in recent_posts(account.id)] == ["Halo dari Lebak Bulus"]


@BOTH
def test_an_account_is_known_by_its_lasting_id_and_serves_one_cadre(
    sim, rows, as_, cast, key
) -> None:
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    link(sim, siti, key)
    siti.post(f"/akun/{key}/lepas", at="/akun")
    assert not sim.stage.grants.holds(key, sim.person(SITI))
    come_back(rudi, agree(sim, there(leave(rudi, key)), SITI))
    assert "kader lain" in confirm(rudi, key, status=422).text
    assert [one.cadre_id for one in rows.accounts()] == [cast.siti.id]


def test_a_new_handle_is_the_same_account_and_its_old_one_nobody_elses(
    app, sim, rows, as_, cast
) -> None:
    siti = as_(cast.siti)
    sim.person("kelinci", "Siti")
    page = leave(siti, "bluesky", "kelinci.bsky.social")
    come_back(siti, agree(sim, there(page), "kelinci"))
    confirm(siti, "bluesky")
    (account,) = rows.accounts()
    sim.rename("kelinci", "harimau")
    try:
        copied = sim.write("bluesky", sim.person("kelinci"), "Bukan tulisan Siti")
        own = sim.write("bluesky", "harimau", "Tulisan Siti sendiri")
        with app.app_context():
            foreign = read_post(account.id, f"kelinci.bsky.social/{copied.id}")
            mine = read_post(account.id, f"harimau.bsky.social/{own.id}")
        assert foreign.author_id != account.subject == mine.author_id
    finally:
        sim.rename("kelinci", "kelinci_lama")
        sim.rename("harimau", "harimau_lama")


@BOTH
def test_posts_are_read_after_the_grant_has_ended(app, sim, rows, as_, cast, key) -> None:
    link(sim, as_(cast.siti), key)
    written = sim.write(key, SITI, "Halo dari Lebak Bulus")
    sim.revoke(key, SITI)
    (account,) = rows.accounts()
    with app.app_context():
        (post,) = recent_posts(account.id)
        assert read_post(account.id, post.post_id).text == written.text
    assert rows.accounts()[0].status == "active"


def test_servers_of_every_version_are_registered_with_once(app, sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    for host in ("lama.example", "sosial.example", "lama.example"):
        sim.become("mastodon", SITI, host)
        link(sim, siti, "mastodon", host)
        siti.post("/akun/mastodon/lepas", at="/akun")
    with app.app_context():
        kept = session().query(ClientRegistration).all()
        assert {one.host for one in kept} == {"lama.example", "sosial.example"}
        for one in kept:
            client = Registrations().find("mastodon", one.host)
            assert client["secret"].encode() not in one.client
    assert len(rows.accounts()) == 2


def test_of_two_registrations_at_the_same_moment_one_stays(app: Flask) -> None:
    given, ready = [], Barrier(2)

    def register(name: str) -> None:
        with app.app_context():
            ready.wait()
            given.append(Registrations().keep("mastodon", "ramai.example", {"client_id": name}))
            db.session.remove()

    threads = [Thread(target=register, args=(name,)) for name in ("satu", "dua")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with app.app_context():
        stays = Registrations().find("mastodon", "ramai.example")
    assert given == [stays, stays]


def test_servers_read_who_we_are_without_signing_in(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.config["SETTINGS"], public_url="https://arena.partai.id")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    answer = browser.client.get("/akun/bluesky/client-metadata.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.json["client_id"] == "https://arena.partai.id/akun/bluesky/client-metadata.json"
    assert answer.json["redirect_uris"] == ["https://arena.partai.id/akun/bluesky/kembali"]
    assert answer.json["scope"] == "atproto"
    assert answer.json["dpop_bound_access_tokens"] is True
    assert answer.json["token_endpoint_auth_method"] == "none"
    assert answer.json["client_name"] == settings.party_name
    assert "Set-Cookie" not in answer.headers


def test_a_callback_is_spent_for_these_networks_too(sim, rows: Rows, as_, cast) -> None:
    siti = as_(cast.siti)
    back = agree(sim, there(leave(siti, "bluesky")), SITI)
    assert told(back)["iss"] == "https://bsky.social"
    come_back(siti, back)
    assert "tidak berlaku lagi" in come_back(siti, back, status=422).text
