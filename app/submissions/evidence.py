"""What a post proves: one pure function, from plain values to a verdict with its reasons.

No request, no database, no clock. The checks run in the order in which a person would look; the
first one that fails gives the reason. What a machine cannot tell is set aside for a person.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from rapidfuzz import fuzz, process

from app.campaigns.models import Brief, Challenge
from app.campaigns.states import ends_at
from app.providers.base import Post
from app.words import noted, said

SLACK = timedelta(minutes=2)  # clocks of phones, platforms and ours may differ by this much
COPY = 0.9
NEAR_COPY = 0.75
CAN_BE_CUT = frozenset({"requirement", "disclosure"})  # steps that look for something in the words
WORDS_MIN = 4  # with fewer own words nobody can tell them from anybody else's
WORDS_KEPT = 5000
CORRECTION = "ralat"
SHINGLE = 3

LINKS = re.compile(r"https?://\S+|(?<!\w)(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
TAGS = re.compile(r"[#@]\w+")
APART = re.compile(r"[^\w\s]|_")


class Step(NamedTuple):
    """One thing looked at: passed (True), failed (False), or not for a machine to say (None)."""

    check: str
    ok: bool | None
    words: str


@dataclass(frozen=True)
class Verdict:
    """What one check concluded: verified, rejected or set_aside, why, and how well it is proven.

    `own_words` are kept to compare later posts with; empty unless the post is the sender's.
    """

    outcome: str
    reason: str | None
    grade: str | None
    steps: tuple[Step, ...]
    own_words: str


# Which reason of the fixed list a failed step means.
REASON_OF = {
    "public": "unreachable",
    "author": "not_yours",
    "original": "not_original",
    "once": "already_sent",
    "window": "outside_window",
    "calendar": "quiet_period",
    "requirement": "requirement",
    "disclosure": "undisclosed",
    "words": "copied",
    "correction": "requirement",
}
HOLDS, LACKS = noted("Memuat %(asked)s", "asked"), noted("Tidak memuat %(asked)s", "asked")
LINK, EITHER = noted("tautan tantangan"), noted("%(tag)s atau tautan tantangan")
COPIED = noted("Hampir sama dengan %(source)s", "source")
ALIKE = noted("Mirip dengan %(source)s, perlu dilihat orang", "source")
MATERIAL, OTHERS = noted("bahan tantangan"), noted("unggahan lain")


def judge(
    post: Post,
    challenge: Challenge | Brief,
    subject: str,
    others: Sequence[str],
    claimed: bool = False,
    grade: str = "A",
    allowed: bool = True,
) -> Verdict:
    """Whether `post`, read just now, answers `challenge` for the account with id `subject`.

    `others` are the own words of earlier posts in this challenge; `claimed` says that another
    submission holds the same post, `allowed` that the election calendar let it be made. Seen with
    grade B a post may be cut short: what is missing in its words may stand in the rest.
    """
    steps, own = [_public(post), _author(post, subject), _original(post), _once(claimed)], ""
    if all(step.ok for step in steps):
        own = own_words(post.text, challenge.disclosure)
        steps += [
            _window(post, challenge),
            *(() if allowed else (_calendar(),)),
            _requirement(post, challenge),
            _disclosure(post, challenge),
            _correction(post) if _corrects(challenge) else _words(own, challenge, others),
        ]
    if grade == "B":
        steps = [_unless_cut(step) for step in steps]
    failed = next((step for step in steps if step.ok is False), None)
    unclear = any(step.ok is None for step in steps)
    if failed:
        return Verdict("rejected", REASON_OF[failed.check], None, tuple(steps), own)
    if unclear:
        return Verdict("set_aside", None, None, tuple(steps), own)
    return Verdict("verified", None, grade, tuple(steps), own)


def still(post: Post, challenge: Challenge, read_before: bool) -> Step:
    """What a later look finds: the first thing that is missing by now, else that it is all there.

    Of a post whose words no machine has `read_before` only its presence is looked at: what people
    saw in it is not for a machine to doubt.
    """
    steps = [_public(post)]
    if read_before:
        steps += [_requirement(post, challenge), _disclosure(post, challenge)]
    return next((step for step in steps if not step.ok), steps[0])


def fits(post: Post, challenge: Challenge) -> bool:
    """Whether an own post seems to answer a challenge; its words are judged once handed in."""
    return all(
        step.ok for step in (_public(post), _window(post, challenge), _requirement(post, challenge))
    )


def within_window(posted_at: datetime, challenge: Challenge | Brief) -> bool:
    """Whether a post of this moment was made while the challenge was open."""
    return challenge.opens_at - SLACK <= posted_at <= ends_at(challenge) + SLACK


def own_words(text: str, disclosure: str) -> str:
    """What somebody wrote herself: lower case words, without links, tags, the disclosure, signs."""
    bare = TAGS.sub(" ", LINKS.sub(" ", text))
    plain, line = _plain(bare), _plain(TAGS.sub(" ", disclosure))
    if line:
        plain = re.sub(rf"\b{re.escape(line)}\b", " ", plain)
    return " ".join(plain.split())[:WORDS_KEPT]


def words_hash(words: str) -> str | None:
    """Names the same words again once the text itself is forgotten; None where there are none."""
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest() if words else None


def likeness(text: str, other: str) -> float:
    """How much of `text` is in `other`, 0 to 1: the same letters, or the same runs of words."""
    if not text or not other:
        return 0.0
    letters = fuzz.ratio(text, other) / 100
    return max(letters, _contained(_runs(text), _runs(other)))


def closest(text: str, others: Sequence[str]) -> float:
    """The greatest likeness to any of `others`, 0 where none reaches NEAR_COPY.

    The same as asking `likeness` one by one, of at least three words that lie one space apart;
    what is far from alike is given up early, so that hundreds of others take a millisecond.
    """
    limit = NEAR_COPY * 100
    best = process.extractOne(text, others, scorer=fuzz.ratio, processor=None, score_cutoff=limit)
    letters = best[1] / 100 if best else 0.0
    runs = [f" {' '.join(run)} " for run in _runs(text)]
    return max([letters, *(_held(runs, f" {other} ") for other in others)])


def _unless_cut(step: Step) -> Step:
    return step._replace(ok=None) if step.ok is False and step.check in CAN_BE_CUT else step


def _public(post: Post) -> Step:
    words = said("Unggahan terbuka untuk umum")
    if not post.public:
        words = said("Unggahan tidak terbuka untuk umum")
    return Step("public", post.public, words)


def _author(post: Post, subject: str) -> Step:
    own = post.author_id == subject
    words = said("Diunggah dari akun yang tertaut") if own else said("Diunggah dari akun lain")
    return Step("author", own, words)


def _original(post: Post) -> Step:
    words = said("Unggahan sendiri")
    if not post.original:
        words = said("Balasan, kutipan, atau bagikan ulang")
    return Step("original", post.original, words)


def _once(claimed: bool) -> Step:
    words = said("Unggahan ini sudah dikirim") if claimed else said("Belum pernah dikirim")
    return Step("once", not claimed, words)


def _window(post: Post, challenge: Challenge | Brief) -> Step:
    within = within_window(post.posted_at, challenge)
    words = said("Dibuat selama masa tantangan")
    if not within:
        words = said("Dibuat di luar masa tantangan")
    return Step("window", within, words)


def _calendar() -> Step:
    return Step("calendar", False, said("Dibuat saat kalender pemilihan tidak membolehkannya"))


def _corrects(challenge: Challenge | Brief) -> bool:
    return isinstance(challenge, Brief) and challenge.corrects


def _correction(post: Post) -> Step:
    """A correction may be quoted word for word, and says that it is one."""
    there = CORRECTION in _plain(post.text).split()
    return Step("correction", there, said(HOLDS if there else LACKS, asked=CORRECTION))


def _requirement(post: Post, challenge: Challenge | Brief) -> Step:
    """What the challenge asks for: its tag or its link; where it names both, either will do."""
    tag, link = challenge.required_tag, challenge.required_link
    tagged = bool(tag) and _bare(tag) in {_bare(one) for one in post.tags}
    linked = bool(link) and any(_leads_to(one, link) for one in post.links)
    asked = tag if not link else said(EITHER, tag=tag) if tag else said(LINK)
    there = tagged or linked
    return Step("requirement", there, said(HOLDS if there else LACKS, asked=asked))


def _disclosure(post: Post, challenge: Challenge | Brief) -> Step:
    line = challenge.disclosure
    if line.startswith("#") and " " not in line:
        there = _bare(line) in {_bare(one) for one in post.tags}
    else:
        there = f" {_plain(line)} " in f" {_plain(post.text)} "
    words = said("Menyebut sebagai kader") if there else said(LACKS, asked=line)
    return Step("disclosure", there, words)


def _words(own: str, challenge: Challenge | Brief, others: Sequence[str]) -> Step:
    """Own words earn; a copy of the material or of an earlier post does not."""
    if len(own.split()) < WORDS_MIN:
        return Step("words", None, said("Teks terlalu pendek untuk dinilai mesin"))
    kit = _kit(challenge.talking_points, challenge.why, challenge.disclosure)
    from_kit = likeness(own, kit)
    from_others = closest(own, others)
    source = said(MATERIAL if from_kit >= from_others else OTHERS)
    if max(from_kit, from_others) >= COPY:
        return Step("words", False, said(COPIED, source=source))
    if max(from_kit, from_others) >= NEAR_COPY:
        return Step("words", None, said(ALIKE, source=source))
    return Step("words", True, said("Ditulis dengan kata-kata sendiri"))


@lru_cache(maxsize=64)
def _kit(talking_points: str, why: str, disclosure: str) -> str:
    """The material's own words, the same for every post of a challenge."""
    return own_words(f"{talking_points}\n{why}", disclosure)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(APART.sub(" ", folded).split())


def _bare(tag: str) -> str:
    return unicodedata.normalize("NFKC", tag).casefold().removeprefix("#")


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of three words; a shorter text is one run."""
    words = text.split()
    size = min(SHINGLE, len(words))
    return frozenset(tuple(words[n : n + size]) for n in range(len(words) - size + 1))


def _contained(runs: frozenset, other: frozenset) -> float:
    return len(runs & other) / len(runs)


def _held(runs: Sequence[str], other: str) -> float:
    """`_contained` for runs as text; 0 as soon as too many are missing for a near copy."""
    missing, most = 0, len(runs) * (1 - NEAR_COPY)
    for run in runs:
        if run not in other:
            missing += 1
            if missing > most:
                return 0.0
    return (len(runs) - missing) / len(runs)


def _leads_to(link: str, wanted: str) -> bool:
    """The same page, whatever was added behind it: scheme, `www.` and tracking do not matter."""
    return _page(link) == _page(wanted) and _asked(wanted) <= _asked(link)


def _page(link: str) -> tuple[str, str]:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", link
    return host, parts.path.rstrip("/")


def _asked(link: str) -> set[tuple[str, str]]:
    try:
        return set(parse_qsl(urlsplit(link).query))
    except ValueError:
        return set()
