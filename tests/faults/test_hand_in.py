"""The form for handing in, fed with what people, and people of ill will, may paste."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from app import clock
from app.db import session
from app.submissions.models import Submission
from app.submissions.reasons import UNPROVEN
from tests.cast import Person
from tests.conftest import Browser
from tests.faults.scene import Scene
from tests.page import Page, check
from tests.shares import handle_of

REFUSED = "refused at once"
ALIKE = str.maketrans("aeox", "аеох")  # Cyrillic


def links(scene: Scene) -> Mapping[str, str]:
    """What is no link to a post, made from one that is."""
    whole = scene.write(scene.cast.siti).url
    parts = urlsplit(whole)
    host, rest = parts.netloc, whole.split(parts.netloc)[1]
    return {
        "nothing": "  ",
        "another site": f"https://contoh.id{rest}",
        "a look-alike": f"https://{host}.contoh.id{rest}",
        "letters of another script": f"https://{host.translate(ALIKE)}{rest}",
        "punycode": f"https://xn--{host.replace('.', '-7sb.', 1)}{rest}",
        "a profile": f"https://{host}/{handle_of(scene.cast.siti)}",
        "a search": f"https://{host}/search?q=air",
        "credentials": f"https://siti:sandi@{host}{rest}",
        "a host for a name": f"https://{host}@contoh.id{rest}",
        "a port": f"https://{host}:8443{rest}",
        "control characters": f"https://{host}{rest[:3]}\x07{rest[3:]}",
        "a new line inside": f"https://{host}{rest[:3]}\r\n{rest[3:]}",
        "ten thousand letters": f"https://{host}{rest}/{'a' * 10_000}",
        "ten thousand letters before": f"{'a' * 10_000} {whole}",
    }


def sent(browser: Browser, scene: Scene, link: str) -> str | None:
    """The address of the hand-in, or None when the form came back with words at the field."""
    page = browser.get(f"/tantangan/{scene.challenge}")
    form = {"csrf_token": page.token(), "tautan": link}
    path = f"/tantangan/{scene.challenge}/kiriman"
    answer = check(Page(browser.client.post(path, data=form)))
    if answer.status == 422:
        assert answer.error_at("tautan")
        return None
    assert answer.status == 303, f"{link!r}: {answer.status}"
    return answer.response.headers["Location"]


def judged(scene: Scene, at: str | None) -> str:
    """Why a hand-in does not count."""
    if at is None:
        return REFUSED
    with scene.shares.app.app_context():
        mine = Submission.public_id == at.rpartition("/")[2]
        row = session().scalars(select(Submission).where(mine)).one()
        return row.reason or row.state


def test_what_is_no_post_of_hers_is_refused_with_words(
    scene: Scene, as_: Callable[[Person], Browser]
) -> None:
    siti, browser = scene.cast.siti, as_(scene.cast.siti)
    scene.link(siti)
    answers = {name: sent(browser, scene, link) for name, link in links(scene).items()}
    scene.run()
    assert {
        name: why
        for name, at in answers.items()
        if (why := judged(scene, at)) not in (REFUSED, *UNPROVEN)
    } == {}
    assert scene.shares.entries(siti) == []


def test_posts_that_cannot_count_are_rejected_for_a_fixed_reason(
    scene: Scene, as_: Callable[[Person], Browser]
) -> None:
    siti, browser = scene.cast.siti, as_(scene.cast.siti)
    scene.link(siti)
    foreign, old = scene.write(scene.cast.rudi), clock.now() - timedelta(days=3)
    gone, hidden, early = scene.write(siti), scene.write(siti), scene.write(siti, at=old)
    posts = {"foreign": foreign, "gone": gone, "hidden": hidden, "early": early}
    answers = {name: sent(browser, scene, post.url) for name, post in posts.items()}
    scene.sim.delete(gone)
    scene.sim.hide(hidden)
    scene.run()
    reasons = {name: judged(scene, at) for name, at in answers.items()}
    assert reasons["foreign"] in (REFUSED, *UNPROVEN)
    assert (reasons["gone"], reasons["hidden"]) == ("unreachable", "unreachable")
    assert reasons["early"] in (REFUSED, "outside_window")
    for at in filter(None, answers.values()):
        assert browser.get(at).soup.find(class_="notice")
    assert scene.shares.entries(siti) == []
