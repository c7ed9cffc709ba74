"""Posts that go, hide, come back or change, and names that change hands."""

import pytest
from sqlalchemy import select

from app.db import session
from app.submissions.models import Verdict
from app.submissions.reasons import UNPROVEN
from simulator.platforms import PLATFORMS
from tests.faults.scene import KEYS, LENGTH, POINTS, HandedIn, Scene
from tests.shares import DISCLOSURE, TAG, handle_of, soon, story

HIDDEN, DELETED = "hide", "delete"
# Answers of these say whether a whole account is closed to strangers.
TELL_PRIVACY = ["x", "mastodon"]


def outcomes(scene: Scene, one: HandedIn) -> list[str]:
    """What was ever concluded about a hand-in, in order."""
    with scene.shares.app.app_context():
        asked = select(Verdict.outcome).where(Verdict.submission_id == one.id)
        return list(session().scalars(asked.order_by(Verdict.id)))


@pytest.mark.parametrize("how", [DELETED, HIDDEN])
def test_what_is_gone_on_two_looks_is_taken_back_and_nothing_else(scene: Scene, how: str) -> None:
    siti, rudi = scene.cast.siti, scene.cast.rudi
    scene.link(siti, rudi)
    lost, kept, others = scene.hand_in(siti), scene.hand_in(siti), scene.hand_in(rudi)
    scene.run()
    getattr(scene.sim, how)(lost.post)
    scene.run(soon(hours=1, minutes=1))
    assert scene.states(lost, kept, others) == ["verified"] * 3, "one look is not enough"
    scene.run(soon(days=8))
    assert scene.states(lost, kept, others) == ["reversed", "verified", "verified"]
    assert outcomes(scene, lost) == ["verified", "gone"]
    assert outcomes(scene, kept) == ["verified"]
    assert scene.shares.entries(siti) == [("share", POINTS)] * 2 + [("reversal", -POINTS)]
    assert scene.shares.entries(rudi) == [("share", POINTS)]


def test_what_comes_back_between_two_looks_is_forgiven(scene: Scene) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    one = scene.credited(siti)
    scene.sim.hide(one.post)
    scene.run(soon(hours=1, minutes=1))
    assert scene.row(one).gone_since is not None
    scene.sim.hide(one.post, False)
    scene.run(soon(days=8))
    assert scene.states(one) == ["verified"]
    assert scene.row(one).gone_since is None


@pytest.mark.parametrize("key", TELL_PRIVACY, indirect=True)
def test_an_account_closed_to_strangers_takes_its_posts_with_it(scene: Scene) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    one = scene.credited(siti)
    scene.sim.protect(scene.key, handle_of(siti))
    scene.run(soon(hours=2))
    scene.sim.protect(scene.key, handle_of(siti), False)
    assert scene.states(one) == ["reversed"]


def test_the_same_words_posted_anew_count_once(scene: Scene) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    first = scene.credited(siti)
    again = scene.sim.write(scene.key, handle_of(siti), first.post.text)
    twin = scene.hand_in(siti, again)
    scene.run()
    assert (scene.row(twin).state, scene.row(twin).reason) == ("rejected", "copied")
    scene.sim.delete(first.post)
    scene.run(soon(hours=2))
    late = scene.hand_in(siti, scene.sim.write(scene.key, handle_of(siti), first.post.text))
    scene.run()
    assert scene.states(first, twin, late) == ["reversed", "rejected", "verified"]


@pytest.mark.parametrize(
    "key", [key for key in KEYS if PLATFORMS[key].edits != "never"], indirect=True
)
def test_an_edit_that_drops_what_was_asked_for_is_taken_back_and_another_is_not(
    scene: Scene,
) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    better, emptied = scene.hand_in(siti), scene.hand_in(siti)
    scene.run()
    scene.sim.edit(better.post, f"{story(91)} {TAG} {DISCLOSURE}")
    scene.sim.edit(emptied.post, story(92))
    scene.run(soon(hours=1, minutes=1))
    assert scene.states(better, emptied) == ["verified", "verified"]
    scene.run(soon(days=8))
    assert scene.states(better, emptied) == ["verified", "reversed"]
    assert scene.row(emptied).reason == "edited"


# A site's name is its address: whoever has that has the site.
@pytest.mark.parametrize("key", [key for key in KEYS if key != "website"], indirect=True)
def test_a_new_name_changes_nothing_and_the_old_one_earns_nothing(scene: Scene) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    old_name, new_name = handle_of(siti), f"baru_{scene.key}"
    before = scene.credited(siti)
    scene.sim.rename(old_name, new_name)
    stranger = scene.sim.person(old_name, "Bukan Siti")
    marked = f"{TAG} {DISCLOSURE}"
    own = scene.sim.write(scene.key, new_name, f"{story(93, LENGTH)} {marked}")
    foreign = scene.sim.write(scene.key, stranger, f"{story(94, LENGTH)} {marked}")
    after, stolen = scene.hand_in(siti, own), scene.hand_in(siti, foreign)
    scene.run(soon(days=8))
    assert scene.states(before, after) == ["verified", "verified"]
    assert (scene.row(stolen).state, scene.row(stolen).reason in UNPROVEN) == ("rejected", True)
