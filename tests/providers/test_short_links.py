"""What stands behind a short link, and where nobody goes to find out."""

from collections.abc import Iterator

import pytest

from app.errors import Fault
from app.providers import links, open_web
from app.providers.short_links import ShortLinkDead, resolve
from simulator.running import Simulator
from simulator.short_links import TRICKS
from tests.providers.spellings import CODE, NUMBER, OWNER, PFBID, TIKTOK, TOOT, VIDEO, X
from tests.providers.web import Web, served


@pytest.fixture
def web() -> Iterator[Web]:
    before = open_web._world
    with served() as one:
        open_web.configure(one.url, "")
        yield one
    open_web._world = before


LEADS = {
    "https://t.co/AbCdEf1234": f"https://x.com/siti/status/{X}?s=20",
    "https://vm.tiktok.com/ZMhAbCdEf/": f"https://m.tiktok.com/v/{TIKTOK}.html?_r=1",
    "https://vt.tiktok.com/ZSfAbCdEf/": f"https://www.tiktok.com/@siti/photo/{TIKTOK}?_r=1",
    "https://www.tiktok.com/t/ZTdAbCdEf/": f"/@siti/video/{TIKTOK}",
    "https://fb.watch/AbC-d_1234/": f"https://www.facebook.com/watch/?v={NUMBER}",
    "https://www.facebook.com/share/p/1AbCdEfGhI/": f"/permalink.php?story_fbid={PFBID}&id={OWNER}",
    "https://www.facebook.com/share/r/1AbCdEfGhI/": f"/reel/{NUMBER}/",
    "https://www.instagram.com/share/p/BAbCdEfGhI": f"https://www.instagram.com/p/{CODE}/",
}


def lead(web: Web, link: str, where: str, status: int = 302) -> None:
    web.page("/" + link.removeprefix("https://"), b"", status, Location=where)


@pytest.mark.parametrize(("link", "where"), LEADS.items())
def test_a_short_link_leads_to_its_post_which_is_not_visited(
    web: Web, link: str, where: str
) -> None:
    lead(web, link, where)
    found = resolve(link)
    assert found.endswith(where)
    assert links.parse(found).provider in link or "t.co" in link or "fb." in link
    assert len(web.asked) == 1


def test_platforms_may_lead_over_hops_of_their_own(web: Web) -> None:
    lead(web, "https://t.co/AbCdEf1234", "https://vt.tiktok.com/ZSfAbCdEf/", 301)
    lead(web, "https://vt.tiktok.com/ZSfAbCdEf/", "https://www.tiktok.com/t/ZTdAbCdEf/", 307)
    lead(web, "https://www.tiktok.com/t/ZTdAbCdEf/", f"https://tiktok.com/@a/video/{TIKTOK}")
    assert resolve("https://t.co/AbCdEf1234") == f"https://tiktok.com/@a/video/{TIKTOK}"


def test_a_post_on_any_mastodon_server_is_recognised_without_asking_it(web: Web) -> None:
    lead(web, "https://t.co/AbCdEf1234", f"https://rumah.example/@siti/{TOOT}")
    assert resolve("https://t.co/AbCdEf1234") == f"https://rumah.example/@siti/{TOOT}"


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "https://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://x.com@evil.example/",
        "https://x.com.evil.example/",
        "http://x.com/siti",
        "https://[::1",
        "file:///etc/passwd",
        "https://t.co/AbCdEf1234",
        f"https://www.google.com/url?q=https://youtu.be/{VIDEO}",
    ],
)
def test_elsewhere_is_not_gone_and_round_in_circles_neither(web: Web, where: str) -> None:
    lead(web, "https://t.co/AbCdEf1234", where)
    with pytest.raises(ShortLinkDead) as caught:
        resolve("https://t.co/AbCdEf1234")
    assert caught.value.field == "tautan"
    assert {one.path for one in web.asked} == {"/t.co/AbCdEf1234"}


def test_a_page_instead_of_a_redirect_is_not_read_for_links(web: Web) -> None:
    web.page("/t.co/AbCdEf1234", f"https://x.com/siti/status/{X}".encode())
    for link in ("https://t.co/AbCdEf1234", "https://t.co/Nothing123"):
        with pytest.raises(ShortLinkDead):
            resolve(link)


def test_only_short_links_are_followed(web: Web) -> None:
    for url in (f"https://x.com/siti/status/{X}", "https://evil.example/", "", "t.co/AbCdEf1234"):
        with pytest.raises(ShortLinkDead):
            resolve(url)
    assert web.asked == []


def test_a_server_that_is_down_may_be_asked_again(web: Web) -> None:
    web.page("/t.co/AbCdEf1234", b"", 503)
    with pytest.raises(Fault) as caught:
        resolve("https://t.co/AbCdEf1234")
    assert (caught.value.kind, caught.value.permanent) == ("down", False)


@pytest.fixture
def platforms(sim: Simulator) -> Iterator[Simulator]:
    before = open_web._world
    open_web.configure(f"{sim.url}/host", "")
    yield sim
    open_web._world = before


def test_the_platforms_own_short_links_lead_to_their_posts(platforms: Simulator) -> None:
    post = platforms.write("x", "siti_lebakbulus", "Kerja bakti")
    found = resolve(platforms.shorten(post))
    assert links.parse(found) == links.parse(post.url)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_of_a_short_link_holds_anybody_up(
    platforms: Simulator, trick: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_web, "WHOLE_S", 1.0)
    with pytest.raises(Fault if trick == "slow" else ShortLinkDead):
        resolve(platforms.tricky_link("x", trick))
