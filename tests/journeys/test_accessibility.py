"""Wherever links lead: nothing for axe to find, by day and night, at 320, 360 and 1440 px.

Nothing is wider than the screen, not with letters of twice their size either (which is also
what 200 % of zoom comes to), and whatever is tapped is as large as a finger.

One page of each door is looked at; the walk begins at the first screen and follows links, so that
a new page is looked at without anybody thinking of it.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live
from tests.moderation.test_suspending import wanted as suspended
from tests.reports import report
from tests.shares import Shares
from tests.web.test_appointing import wanted as appointed

AXE = (Path(__file__).resolve().parents[1] / "data" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what night changes
SIZES = ["target-size", "scrollable-region-focusable"]  # what 40 pixels less change
FIND = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found =>
    found.violations.flatMap(({id, nodes}) => nodes.map(one => `${id} at ${one.target.join()}`)))"""
# By width. What a page is made of is read once for phones, by day, and once for desks, by night:
# both narrow widths are of the same sheet, night changes nothing but colours, and width none
# (tests/architecture/test_sheets.py).
SIGHTS = {320: {"light": SIZES}, 360: {"light": RULES}, 1440: {"dark": RULES}}
# What stands around every page, and what is laid out anew for desks, in all four.
CLOSELY = SIGHTS | {
    320: {"light": SIZES, "dark": COLOURS},
    1440: {"dark": RULES, "light": COLOURS},
}
LAID_OUT_ANEW = {"activities.index"}
# Shorter or narrower than a finger. Links amid words are spared, and boxes that a label enlarges; a
# link may stretch over what it stands in.
SMALL = """() => [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.skip, .check'))
    .map(one => [one, getComputedStyle(one), getComputedStyle(one, '::after').position])
    .filter(([one, style, after]) => style.display !== 'inline' || after === 'absolute')
    .map(([one, style, after]) => [one, (after === 'absolute' ? one.offsetParent : one)])
    .map(([one, area]) => [one, area.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""
BACKGROUND = "one => getComputedStyle(one).backgroundColor"
BORDER = "one => getComputedStyle(one).borderTopStyle"
OUTLINE = "one => getComputedStyle(one).outlineStyle"
LARGE_LETTERS = "size => { document.documentElement.style.fontSize = size; }"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# In a drawing a link's `href` is no text.
HREFS = """[...document.querySelectorAll('a[href]')]
    .map(link => new URL(link.getAttribute('href'), location.href).href)"""
# What a person of each kind begins with; the rest is found by following links.
WALKS = {
    "nobody": ("/", "/masuk", "/halaman-yang-tidak-ada"),
    "siti": ("/beranda", "/gaya"),
    "ani": ("/penonaktifan?orang=siti", "/tim", "/undangan", "/tim/31.74.06.1002/pindah/usulan"),
    "tika": (
        *("/peran?orang=mega", "/kelola", "/kelola/baru", "/poin-tambahan?orang=siti"),
        *("/tim/31.74/tantangan", "/kelola/aturan/lokal"),
    ),
    "dewi": ("/pemeriksaan", "/kasus", "/peninjauan", "/kejujuran"),
}
# Doors that show everybody the same need to be looked at only once, by Siti.
SHARED = {
    *("home.show", "challenges.index", "challenges.show", "content.index", "content.links"),
    *("submissions.new", "submissions.index", "leaderboards.index", "leaderboards.show"),
    *("leaderboards.past", "rules.show", "activities.index", "activities.new", "activities.mine"),
    *("me.show", "me.badges", "statement.show", "accounts.index", "sites.show", "trail.mine"),
    *("notices.index", "appeals.index", "my_sign_in.show", "my_data.leaving"),
    *("ways_in.second_step", "sign_in.show"),
}


@pytest.fixture
def evening(app: Flask, cast: Cast, platforms: Simulator, live: Live, as_) -> Cast:
    """Two live challenges; one post of Siti's verified, one set aside, one gone; Rudi ahead; one
    activity of Siti's shown, one waits."""
    platforms.recover()
    shares = Shares(app, cast, platforms)
    first, second = shares.challenge(), shares.challenge(title="Pasar murah", providers=["x"])
    shares.challenge(state="proposed", published_by=None, published_at=None, title="Menunggu")
    shares.challenge(unit="31.74", issuer="31.74", title="Kerja bakti kami", providers=["x"])
    for who, words in (
        (cast.siti, ("Selokan di gang tiga kini bersih",)),
        (cast.rudi, ("Sumur warga kami periksa bersama", "Air di RW dua jernih lagi pagi ini")),
    ):
        shares.link(who)
        for text in words:
            shares.submit(who, first, shares.post(who, text).url)
    done = report(as_(cast.siti))
    live.work()
    as_(cast.ani).post(f"{done}/tampilkan", {"terima_kasih": "Kerja bagus."})
    as_(cast.ani).post(f"{done}/usulkan")
    report(as_(cast.siti), judul="Tanam cabai")
    shares.submit(cast.siti, second, shares.post(cast.siti, "Tanpa tagar", marks="").url)
    as_(cast.oka).post("/peran", appointed(cast.yohana))
    as_(cast.ani).post("/penonaktifan", suspended(cast.rudi))
    return cast


@pytest.mark.parametrize("person", WALKS)
def test_axe_finds_nothing_wherever_links_lead(
    person: str, evening: Cast, live: Live, open_as: Callable[..., Page]
) -> None:
    who = None if person == "nobody" else getattr(evening, person)
    page = open_as(who, bypass_csp=True)
    found: list[str] = []
    seen = set(SHARED) if person in ("ani", "tika", "dewi") else set()
    waiting = [live.url + path for path in WALKS[person]]
    first = _door(live, waiting[0])
    while waiting:
        url = waiting.pop(0)
        door = _door(live, url)
        if door in seen:
            continue
        seen.add(door)
        answer = page.goto(url)
        if answer is None or not (answer.header_value("content-type") or "").startswith("text/htm"):
            continue
        closely = door == first or door in LAID_OUT_ANEW
        found += [f"{urlsplit(url).path}: {one}" for one in problems(page, closely)]
        waiting += [link for link in page.evaluate(HREFS) if link.startswith(live.url)]
    assert not found, "\n".join(found)
    assert person != "siti" or seen >= SHARED


def test_what_waits_for_an_operator_and_her_machine_are_for_everybody(
    evening: Cast, live: Live, open_as: Callable[..., Page]
) -> None:
    page = open_as(evening.oka, bypass_csp=True)
    found = []
    for path in ("/beranda", "/operator/kesehatan"):
        page.goto(live.url + path)
        expect(page.get_by_text("Perlu dilihat", exact=False).first).to_be_visible()
        found += [f"{path}: {one}" for one in problems(page, closely=False)]
    assert not found, "\n".join(found)


def test_forced_colours_still_tell_what_is_chosen_and_what_can_be_pressed(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.siti, forced_colors="active")
    page.goto(f"{live.url}/gaya")
    for kind in (".chips", ".switch"):
        chosen, other = (
            page.locator(f"{kind} a{which}").first.evaluate(BACKGROUND)
            for which in ("[aria-current]", ":not([aria-current])")
        )
        assert chosen != other
    for part in (".button--main", ".button--soft", ".progress", ".notice"):
        assert page.locator(part).first.evaluate(BORDER) != "none"
    assert page.locator(".row--mine").first.evaluate(OUTLINE) != "none"


def test_nothing_moves_for_whoever_asked_for_stillness(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.siti, reduced_motion="reduce")
    for path in ("/gaya", "/beranda", "/peringkat"):
        page.goto(live.url + path)
        page.evaluate(
            "document.querySelectorAll('.my-card').forEach(one => "
            "one.classList.add('my-card--moved'))"
        )
        assert page.evaluate("document.getAnimations().length") == 0


def _door(live: Live, url: str) -> str:
    """The endpoint behind an address; the path itself where there is none."""
    path = urlsplit(urldefrag(url).url).path
    try:
        return live.app.url_map.bind("").match(path)[0]
    except HTTPException:
        return path


def problems(page: Page, closely: bool = True) -> list[str]:
    """What axe finds, what is wider than the screen, what is too small for a finger."""
    page.evaluate(AXE)
    expect(page.locator(".htmx-request")).to_have_count(0)  # what is on its way is shown paler
    found: list[str] = []
    for width, schemes in (CLOSELY if closely else SIGHTS).items():
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{one} ({width})" for one in _too_wide(page)]
        for scheme, rules in schemes.items():
            page.emulate_media(color_scheme=scheme)  # ty: ignore[invalid-argument-type]
            found += [f"{one} ({width}, {scheme})" for one in page.evaluate(FIND, rules)]
        if width == 360:
            found += [f"too small: {one}" for one in page.evaluate(SMALL)]
            page.evaluate(LARGE_LETTERS, "200%")
            found += [f"{one} (letters of 200 %)" for one in _too_wide(page)]
            page.evaluate(LARGE_LETTERS, "")
    return found


def _too_wide(page: Page) -> list[str]:
    return ["wider than the screen"] if page.evaluate(TOO_WIDE) else []
