"""X's oEmbed, which anybody may ask."""

from datetime import UTC, datetime

import requests

from simulator.posts import Post
from simulator.running import Simulator

AT = datetime(2026, 11, 1, 3, 4, 5, tzinfo=UTC)


def ask(sim: Simulator, url: str) -> requests.Response:
    """Ask for the embed of a link."""
    return requests.get(sim.options("x")["oembed_url"], params={"url": url}, timeout=10)


def siti_post(sim: Simulator, text: str = "A & B: https://partai.example/berita/1.") -> Post:
    """Something Siti wrote."""
    return sim.write("x", "siti_lebakbulus", text, at=AT)


def test_it_names_the_author_and_shows_text_and_day(sim: Simulator) -> None:
    post = siti_post(sim)
    told = ask(sim, post.url).json()
    assert told["author_name"] == "Siti Rahmawati"
    assert told["author_url"] == "https://x.com/siti_lebakbulus"
    assert told["url"] == post.url
    assert "A &amp; B: <a href=" in told["html"]
    assert "November 1, 2026</a>" in told["html"]
    assert (told["type"], told["version"]) == ("rich", "1.0")


def test_any_handle_and_both_hosts_lead_to_the_post(sim: Simulator) -> None:
    post = siti_post(sim)
    for url in (
        f"https://twitter.com/siapa_saja/status/{post.id}?s=20",
        f"https://x.com/i/web/status/{post.id}",
    ):
        assert ask(sim, url).json()["url"] == post.url


def test_what_is_gone_hidden_or_locked_is_not_shown(sim: Simulator) -> None:
    gone, hidden, post = (siti_post(sim, text) for text in ("Satu", "Dua", "Tiga"))
    sim.delete(gone)
    sim.hide(hidden)
    assert ask(sim, gone.url).status_code == 404
    assert ask(sim, hidden.url).status_code == 403
    assert ask(sim, "https://x.com/siti_lebakbulus").status_code == 404
    sim.protect("x", "siti_lebakbulus")
    assert ask(sim, post.url).status_code == 403
