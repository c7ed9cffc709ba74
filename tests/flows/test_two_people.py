"""Where no account can be read: a code in the post, and two people who agree."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import NotFound, Refusal
from app.jobs.due import run_due_jobs
from app.submissions.models import Review, Verdict
from app.submissions.proof import ALPHABET, LENGTH, PREFIX, code_for
from tests.cast import Person
from tests.conftest import Browser
from tests.shares import Shares, soon

ALIKE = "IL1O0U"


@pytest.fixture
def challenge(shares: Shares) -> str:
    return shares.challenge(providers=["instagram", "facebook", "threads"])


def photo(shares: Shares, number: int = 0) -> str:
    """A link to a photo on Instagram that was made just now."""
    return shares.post(shares.cast.rudi, f"Sore di kampung kami {number}", "instagram").url


def handed_in(shares: Shares, challenge: str) -> int:
    return shares.submit(shares.cast.siti, challenge, photo(shares))


def test_codes_are_easy_to_read_and_belong_to_one_cadre_and_one_challenge(shares: Shares) -> None:
    assert not set(ALPHABET) & set(ALIKE)
    codes = {code_for(cadre, challenge) for cadre in range(1, 30) for challenge in range(1, 30)}
    assert len(codes) == 29 * 29
    assert code_for(7, 9) == code_for(7, 9) != code_for(9, 7)
    for code in codes:
        assert code.startswith(PREFIX)
        assert len(code) == len(PREFIX) + LENGTH
        assert set(code.removeprefix(PREFIX)) <= set(ALPHABET)


def test_two_who_agree_credit_with_grade_c(shares: Shares, challenge: str) -> None:
    siti, cast = shares.cast.siti, shares.cast
    one = handed_in(shares, challenge)
    row = shares.row(one)
    assert (row.state, row.reviewers, row.account_id) == ("set_aside", 2, None)
    assert row.proof_code == code_for(siti.id, row.challenge_id)
    assert run_due_jobs(shares.app) == 0
    shares.decide(one, cast.dewi)
    assert shares.row(one).state == "set_aside"
    assert shares.entries(siti) == []
    with pytest.raises(NotFound):
        shares.decide(one, cast.dewi)
    shares.decide(one, cast.fajar)
    row = shares.row(one)
    assert (row.state, row.grade, row.next_try_at) == ("verified", "C", None)
    assert shares.entries(siti) == [("share", 10)]
    with pytest.raises(NotFound):
        shares.decide(one, cast.gita)
    assert run_due_jobs(shares.app, soon(days=8)) == 0
    assert (shares.count(Review), shares.count(Verdict)) == (2, 1)


@pytest.mark.parametrize(
    ("second", "third", "state", "reason"),
    [
        (True, None, "verified", None),
        ("copied", True, "verified", None),
        ("copied", "undisclosed", "rejected", "copied"),
    ],
)
def test_a_third_decides_between_two(
    shares: Shares,
    challenge: str,
    second: bool | str,
    third: bool | str | None,
    state: str,
    reason: str | None,
) -> None:
    one = handed_in(shares, challenge)
    voices = [True, second, third]
    for person, said in zip(("dewi", "fajar", "gita"), voices, strict=True):
        if said is not None:
            no = said if isinstance(said, str) else ""
            shares.decide(one, shares.cast.people[person], not no, no)
    assert (shares.row(one).state, shares.row(one).reason) == (state, reason)


def test_three_at_the_same_moment_are_three_opinions_and_one_verdict(
    shares: Shares, challenge: str
) -> None:
    one = handed_in(shares, challenge)

    def say(name: str) -> bool:
        try:
            shares.decide(one, shares.cast.people[name])
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        heard = list(pool.map(say, ["dewi", "fajar", "gita"] * 2))
    assert sum(heard) == 2
    assert (shares.count(Review), shares.count(Verdict)) == (2, 1)
    assert shares.entries(shares.cast.siti) == [("share", 10)]


def test_without_a_reason_nobody_says_no(shares: Shares, challenge: str) -> None:
    one = handed_in(shares, challenge)
    for reason in ("", "entah", "edited"):
        with pytest.raises(Refusal):
            shares.decide(one, shares.cast.dewi, False, reason)
    assert shares.count(Review) == 0


def test_a_rejected_post_gives_the_place_back_and_is_free_if_it_was_not_hers(
    shares: Shares,
) -> None:
    challenge = shares.challenge(providers=["instagram"], daily_limit=1)
    link = photo(shares)
    one = shares.submit(shares.cast.siti, challenge, link)
    with pytest.raises(Refusal) as refused:
        shares.submit(shares.cast.rudi, challenge, link)
    assert refused.value.code == "already_sent_other"
    for person in (shares.cast.dewi, shares.cast.gita):
        shares.decide(one, person, False, "not_yours")
    assert shares.row(one).reason == "not_yours"
    shares.submit(shares.cast.rudi, challenge, link)
    shares.submit(shares.cast.siti, challenge, photo(shares, 2))


def test_an_old_photo_is_refused_by_its_name_alone(shares: Shares, challenge: str) -> None:
    with pytest.raises(Refusal) as refused:
        shares.submit(shares.cast.siti, challenge, "https://www.instagram.com/p/CWNTMFiM1x2/")
    assert refused.value.code == "outside_window"


def test_with_a_linked_account_a_machine_reads(shares: Shares, challenge: str) -> None:
    siti = shares.cast.siti
    shares.link(siti, "instagram")
    one = shares.submit(siti, challenge, shares.post(siti, platform="instagram").url)
    row = shares.row(one)
    assert (row.state, row.reviewers, row.proof_code) == ("pending", 1, None)
    run_due_jobs(shares.app)
    assert shares.row(one).grade == "A"


def test_a_cadre_reads_her_code_before_she_starts_and_while_she_waits(
    shares: Shares, challenge: str, as_: Callable[[Person], Browser]
) -> None:
    siti = as_(shares.cast.siti)
    page = siti.get(f"/tantangan/{challenge}")
    one = handed_in(shares, challenge)
    code = shares.row(one).proof_code
    assert f"Kode Anda: {code}" in page.text
    assert "dilihat dua orang dari luar wilayah Anda" in page.text
    assert "Akun Threads belum tertaut" in page.text
    told = siti.get(f"/kiriman/{shares.row(one).public_id}").text
    assert "Menunggu dua pemeriksa" in told
    assert code in told
    other = as_(shares.cast.rudi).get(f"/tantangan/{challenge}")
    assert "Kode Anda:" in other.text
    assert code not in other.text


def test_a_reviewer_sees_link_and_code_and_neither_names_nor_opinions(
    shares: Shares, challenge: str, as_: Callable[[Person], Browser]
) -> None:
    one = handed_in(shares, challenge)
    row = shares.row(one)
    dewi, gita = as_(shares.cast.dewi), as_(shares.cast.gita)
    place, say = "/pemeriksaan", "/pemeriksaan/putusan"
    assert "1 unggahan menunggu" in dewi.get(place).text
    dewi.post("/pemeriksaan/ambil", at=place)
    page = dewi.get(place)
    for words in (row.url, row.proof_code, "Dua pemeriksa harus sependapat"):
        assert words in page.text
    assert "Siti" not in page.text
    turn = page.soup.find("input", {"name": "giliran"})["value"]
    page = dewi.post(say, {"giliran": turn, "putusan": "tolak"}, status=422, at=place)
    assert page.error_at("alasan")
    dewi.post(say, {"giliran": turn, "putusan": "tolak", "alasan": "copied"}, at=place)
    dewi.post(say, {"giliran": turn, "putusan": "terima"}, at=place)  # told, and not counted
    assert row.url not in dewi.get(place).text
    gita.post("/pemeriksaan/ambil", at=place)
    page = gita.get(place)
    assert not page.soup.find("option", selected=True)
    assert "Dewi" not in page.text
    turn = page.soup.find("input", {"name": "giliran"})["value"]
    gita.post(say, {"giliran": turn, "putusan": "tolak", "alasan": "copied"}, at=place)
    assert shares.row(one).reason == "copied"


def test_another_address_with_the_same_code_is_shown(
    shares: Shares, challenge: str, as_: Callable[[Person], Browser]
) -> None:
    rows = [
        shares.row(shares.submit(shares.cast.siti, challenge, photo(shares, n))) for n in (1, 2)
    ]
    dewi = as_(shares.cast.dewi)
    dewi.post("/pemeriksaan/ambil", at="/pemeriksaan")
    text = dewi.get("/pemeriksaan").text
    assert all(row.url in text for row in rows)
