"""Answers that cannot be understood, or that speak of something else: nothing in them is used."""

from simulator.switches import KINDS
from tests.faults.scene import Scene
from tests.shares import soon

TROUBLES = [(switch, kind) for switch in ("garbage", "lying") for kind in KINDS[switch][0] if kind]
# What a post handed in meanwhile comes to where it does not wait, and why.
INSTEAD = {
    ("mastodon", "author"): "rejected",  # a server has the last word on who wrote something there
    ("tiktok", "author"): "verified",  # it names none: only own posts can be asked for
    ("website", "html"): "rejected",  # a page like any other, but without a date
    # Pages are no JSON, and a page of her own host is hers whatever it says.
    **{("website", kind): "verified" for kind in ("charset", "numbers", "post", "author")},
    # Their ids are no numbers.
    **{(key, "numbers"): "verified" for key in ("youtube", "bluesky")},
}


def test_nonsense_credits_nothing_and_takes_nothing(scene: Scene) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    scene.write(scene.cast.rudi)
    old = scene.credited(siti)
    ones = []
    for switch, kind in TROUBLES:
        one = scene.hand_in(siti)
        scene.switch(**{switch: kind})
        scene.run()
        scene.look_again(old)
        expected = INSTEAD.get((scene.key, kind), "pending")
        assert scene.states(old, one) == ["verified", expected], f"{switch} {kind}"
        assert scene.row(old).gone_since is None, f"{switch} {kind}"
        scene.recover()
        ones += [one] if expected == "pending" else []
    scene.run(soon(minutes=5))
    assert scene.states(old, *ones) == ["verified"] * (1 + len(ones))
