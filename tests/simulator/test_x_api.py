"""The shapes and errors of X's API."""

from datetime import UTC, datetime

from simulator.running import Simulator
from tests.simulator.client import x_get

AT = datetime(2026, 11, 1, 3, 4, 5, 678000, tzinfo=UTC)


def siti_token(sim: Simulator) -> str:
    """A token of Siti's with every scope."""
    return sim.grant("x", "siti_lebakbulus")["access_token"]


def test_an_id_tells_the_time_it_was_written(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo", at=AT)
    assert (int(post.id) >> 22) + 1288834974657 == int(AT.timestamp() * 1000)
    assert post.url == f"https://x.com/siti_lebakbulus/status/{post.id}"


def test_both_vocabularies_are_spoken(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo #SayaKader", at=AT)
    token, path = siti_token(sim), f"/2/tweets/{post.id}"
    fields = "author_id,created_at,public_metrics,entities"
    old = x_get(sim, path, token, **{"tweet.fields": fields}).json()["data"]
    new = x_get(sim, path, token, **{"post.fields": fields}).json()["data"]
    assert old["edit_history_tweet_ids"] == new["edit_history_post_ids"] == [post.id]
    assert "retweet_count" in old["public_metrics"]
    assert "repost_count" in new["public_metrics"]
    assert old["created_at"] == "2026-11-01T03:04:05.678Z"
    assert old["author_id"] == sim.person("siti_lebakbulus").account_id("x")
    assert old["entities"]["hashtags"] == [{"start": 5, "end": 15, "tag": "SayaKader"}]


def test_only_id_text_and_versions_come_unasked(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    data = x_get(sim, f"/2/tweets/{post.id}", siti_token(sim)).json()["data"]
    assert data == {"id": post.id, "text": "Halo", "edit_history_tweet_ids": [post.id]}


def test_links_are_shortened_and_marks_escaped_as_on_the_platform(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "A & B: https://partai.example/berita/1.")
    answer = x_get(
        sim, f"/2/tweets/{post.id}", siti_token(sim), **{"tweet.fields": "entities"}
    ).json()["data"]
    link = answer["entities"]["urls"][0]
    assert link["expanded_url"] == "https://partai.example/berita/1"
    assert answer["text"] == f"A &amp; B: {link['url']}."
    assert answer["text"][link["start"] : link["end"]] == link["url"]
    assert link["url"].startswith("https://t.co/")


def test_an_edit_is_a_new_post_and_the_old_one_knows_it(sim: Simulator) -> None:
    first = sim.write("x", "siti_lebakbulus", "Satu")
    second = sim.edit(first, "Dua")
    token = siti_token(sim)
    old = x_get(sim, f"/2/tweets/{first.id}", token).json()["data"]
    assert old["text"] == "Satu"
    assert old["edit_history_tweet_ids"] == [first.id, second.id]
    siti = sim.person("siti_lebakbulus")
    listed = x_get(sim, f"/2/users/{siti.account_id('x')}/tweets", token).json()
    assert [one["text"] for one in listed["data"]] == ["Dua"]


def test_a_missing_post_is_a_404_or_by_switch_a_200_of_errors(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    sim.delete(post)
    token, path = siti_token(sim), f"/2/tweets/{post.id}"
    gone = x_get(sim, path, token)
    assert gone.status_code == 404
    assert gone.headers["Content-Type"] == "application/problem+json"
    assert gone.json()["type"] == "https://api.x.com/2/problems/resource-not-found"
    sim.switch("x", twin404=True)
    twin = x_get(sim, path, token)
    assert twin.status_code == 200
    assert list(twin.json()) == ["errors"]
    assert twin.json()["errors"][0]["resource_id"] == post.id


def test_a_hidden_post_and_a_locked_account_may_not_be_seen(sim: Simulator) -> None:
    mine = sim.write("x", "siti_lebakbulus", "Halo")
    hers = sim.write("x", "rudi_lebakbulus", "Hai")
    token = siti_token(sim)
    sim.hide(mine)
    sim.protect("x", "rudi_lebakbulus")
    for post in (mine, hers):
        answer = x_get(sim, f"/2/tweets/{post.id}", token)
        assert answer.status_code == 403
        assert answer.json()["type"].endswith("/not-authorized-for-resource")
    sim.hide(mine, hidden=False)
    assert x_get(sim, f"/2/tweets/{mine.id}", token).status_code == 200


def test_a_locked_account_still_reads_itself_and_says_that_it_is_locked(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    token = siti_token(sim)
    sim.protect("x", "siti_lebakbulus")
    answer = x_get(
        sim,
        f"/2/tweets/{post.id}",
        token,
        **{"expansions": "author_id", "user.fields": "protected"},
    ).json()
    assert answer["includes"]["users"][0]["protected"] is True


def test_a_batch_answers_what_it_can_and_lists_the_rest(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    answer = x_get(sim, "/2/tweets", siti_token(sim), ids=f"{post.id},123").json()
    assert [one["id"] for one in answer["data"]] == [post.id]
    assert answer["errors"][0]["resource_id"] == "123"


def test_a_timeline_pages_newest_first(sim: Simulator) -> None:
    made = [sim.write("x", "siti_lebakbulus", f"Kiriman {n}", at=AT) for n in range(7)]
    siti, token = sim.person("siti_lebakbulus"), siti_token(sim)
    path = f"/2/users/{siti.account_id('x')}/tweets"
    first = x_get(sim, path, token, max_results="5").json()
    assert first["meta"]["result_count"] == 5
    rest = x_get(
        sim, path, token, max_results="5", pagination_token=first["meta"]["next_token"]
    ).json()
    assert "next_token" not in rest["meta"]
    seen = [one["id"] for one in first["data"] + rest["data"]]
    assert seen == [one.id for one in reversed(made)]
    assert x_get(sim, path, token, max_results="4").status_code == 400
    later = x_get(sim, path, token, start_time="2026-11-02T00:00:00Z").json()
    assert later == {"meta": {"result_count": 0}}


def test_bad_parameters_are_named(sim: Simulator) -> None:
    token = siti_token(sim)
    for path, query in (
        ("/2/tweets/abc", {}),
        ("/2/tweets", {"ids": ""}),
        ("/2/users/me", {"user.fields": "shoe_size"}),
    ):
        answer = x_get(sim, path, token, **query)
        assert answer.status_code == 400
        assert answer.json()["type"].endswith("/invalid-request")


def test_every_answer_carries_the_rate_headers(sim: Simulator) -> None:
    token = siti_token(sim)
    good = x_get(sim, "/2/users/me", token)
    bad = x_get(sim, "/2/users/me", "salah")
    assert bad.status_code == 401
    assert good.headers["x-rate-limit-limit"] == "75"
    assert good.headers["x-rate-limit-remaining"] == "74"
    for answer in (good, bad):
        assert int(answer.headers["x-rate-limit-reset"]) > sim.clock.seconds()


def test_the_seventy_sixth_call_of_a_quarter_hour_is_too_many(sim: Simulator) -> None:
    token = siti_token(sim)
    for _ in range(75):
        sim.stage.meter.count(f"users_me {sim.person('siti_lebakbulus').id}")
    answer = x_get(sim, "/2/users/me", token)
    assert answer.status_code == 429
    assert answer.json()["errors"][0]["code"] == 88
    sim.clock.advance(15 * 60)
    assert x_get(sim, "/2/users/me", token).status_code == 200


def test_a_new_handle_keeps_the_id_and_old_links_lead_on(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    before = sim.person("siti_lebakbulus")
    after = sim.rename("siti_lebakbulus", "siti_baru")
    assert after.account_id("x") == before.account_id("x")
    assert x_get(sim, f"/2/tweets/{post.id}", sim.grant("x", after)["access_token"]).ok
