"""A verifier compares the texts of a case side by side, nameless, while they are kept."""

from datetime import timedelta

from sqlalchemy import update

from app import clock
from app.db import session, transaction
from app.moderation import alike, cases
from app.moderation.models import Case
from app.submissions import keeping
from app.submissions.models import Submission
from tests.cast import Person
from tests.page import Page
from tests.shares import Shares

SAME = "tadi sore kami membersihkan selokan gang tiga bersama warga"


def handed_in(shares: Shares, person: Person, platform: str, words: str) -> int:
    """A post of that person, read with these words."""
    shares.link(person, platform)
    post = shares.post(person, platform=platform)
    one = shares.submit(person, shares.challenge(), post.url)
    with shares.at_work():
        read = update(Submission).where(Submission.id == one)
        session().execute(read.values(words=words, state="verified", decided_at=clock.now()))
    return one


def near_copies(shares: Shares) -> str:
    cast = shares.cast
    ids = [
        handed_in(shares, cast.siti, "x", f"{SAME} hujan deras semalam"),
        handed_in(shares, cast.rudi, "x", f"{SAME} tetangga ikut senang"),
        handed_in(shares, cast.ani, "threads", "cerita lain dari pasar pagi"),
    ]
    with shares.at_work():
        found = [session().get_one(Submission, one) for one in ids]
        made = cases.open_case("near_copies", "uji", 2, ["Uji"], found, clock.now())
        return session().get_one(Case, made).public_id


def seen(shares: Shares, as_, case: str) -> Page:
    return as_(shares.cast.dewi).get(f"/kasus/{case}")


def test_texts_stand_beside_each_other_with_what_they_share_marked(shares: Shares, as_) -> None:
    page = seen(shares, as_, near_copies(shares))
    quotes = page.soup.select(".beside blockquote")
    told = [" ".join(one.get_text().split()) for one in quotes]
    assert told[0] == f"{SAME} hujan deras semalam"
    assert [one.get_text() for one in page.soup.select(".beside mark")] == [SAME, SAME]
    assert len(told) == 2, "on Threads only the author may be shown what she wrote"
    assert "hanya boleh dilihat penulisnya" in page.text
    for person in (shares.cast.siti, shares.cast.rudi, shares.cast.ani):
        assert person.name not in page.text
    assert "https://" not in page.text, "an address may bear a name"


def test_words_that_are_no_longer_kept_are_said_to_be_gone(shares: Shares, as_) -> None:
    case = near_copies(shares)
    later = clock.now() + timedelta(days=2)
    with clock.at(later):
        with shares.app.app_context(), transaction():
            keeping.forget_words(later)
        page = seen(shares, as_, case)
    assert not page.soup.select(".beside blockquote")
    assert page.text.count("Isi tidak lagi disimpan. Untuk X: 24 jam sesudah putusan") == 2


def test_what_another_text_has_is_marked_in_runs_of_three_words_or_more() -> None:
    one, other, alone = alike.marked(["a b c d e", "x b c d y b c", "p q"])
    assert one == [("a", False), ("b c d", True), ("e", False)]
    assert other == [("x", False), ("b c d", True), ("y b c", False)]
    assert alone == [("p q", False)]
    assert alike.marked(["a b c a b c"]) == [[("a b c a b c", False)]]
