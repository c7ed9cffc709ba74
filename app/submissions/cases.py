"""A hand-in as a machine judges it: held by one worker at a time, and seen beside all others.

Every share that was ever checked came this way, so it is asked in two trips and by the driver.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from app.campaigns.elections import permitted
from app.campaigns.models import Brief
from app.db import ask
from app.providers.base import Post
from app.submissions.evidence import own_words

RIVALS = 500
# The post is locked by its name, too, before anybody asks below who has it: links may spell one
# post in several ways, and an edit may give it a new id.
TAKE = """
    SELECT s.state, s.id, s.public_id, s.cadre_id, s.unit_id, s.challenge_id, s.provider,
        %(name)s AS name, s.mode, s.submitted_at, s.day, a.subject,
        c.campaign_id, c.title, c.why, c.talking_points, c.required_tag, c.required_link,
        c.disclosure, coalesce(r.recalled_at, c.opens_at) AS opens_at,
        coalesce(r.recalled_at + interval '90 days', c.closes_at) AS closes_at,
        CASE WHEN r.id IS NULL THEN c.closed_at END AS closed_at,
        c.points, c.campaigning, c.issuer_id, c.weekly_cap, r.id IS NOT NULL AS corrects
    FROM pg_advisory_xact_lock(hashtextextended(%(post)s, 0)), submissions s
        JOIN challenges c ON c.id = s.challenge_id JOIN linked_accounts a ON a.id = s.account_id
        LEFT JOIN recalls r ON r.id = s.recall_id
    WHERE s.id = %(id)s FOR UPDATE OF s
"""
EARLIER = """
    challenge_id = %(challenge_id)s AND id <> %(id)s AND recall_id IS NULL
        AND (cadre_id <> %(cadre_id)s OR state = 'verified')
        AND (posted_at, id) < (%(posted_at)s, %(id)s)
"""
# One value instead of hundreds of rows: own words have no line breaks.
OTHERS = f"""
    SELECT (
        SELECT string_agg(words, chr(10)) FROM (
            (SELECT %(own)s::text AS words FROM submissions
                WHERE {EARLIER} AND words_hash = md5(%(own)s) LIMIT 1)
            UNION ALL
            (SELECT words FROM submissions
                WHERE {EARLIER} AND words IS NOT NULL ORDER BY id DESC LIMIT {RIVALS})
        ) AS found) AS words,
        EXISTS (
            SELECT FROM submissions
            WHERE provider = %(provider)s AND canonical_id = %(name)s AND id <> %(id)s
                AND (state <> 'rejected'
                    OR reason NOT IN ('not_yours', 'unreachable', 'already_sent'))) AS hold_it,
        {permitted("%(campaigning)s", "u.path", "%(posted_at)s")} AS allowed
    FROM units u WHERE u.id = %(unit_id)s
"""  # noqa: S608 - put together from constants


class Case(NamedTuple):
    """A pending submission, and what has to be known of it to judge and to credit it.

    `subject` is the account it was handed in from, `name` the id by which the platform itself
    knows the post.
    """

    id: int
    public_id: str
    cadre_id: int
    unit_id: int
    challenge_id: int
    provider: str
    name: str
    mode: str
    submitted_at: datetime
    day: date
    subject: str
    challenge: Brief


class Others(NamedTuple):
    """Own words of earlier posts, whether this very post is another submission's by now, and
    whether the election calendar let it be made where its author lives."""

    words: Sequence[str]
    hold_it: bool
    allowed: bool


def take(submission_id: int, post: Post) -> Case | None:
    """The submission, held with its post until the end of the transaction; None unless pending."""
    name = post.canonical_id or next(iter(post.versions), post.post_id)
    asked = {"id": submission_id, "name": name, "post": f"{post.provider}:{name}"}
    found = ask(TAKE, asked)
    if not found or found[0].state != "pending":
        return None
    (row,) = found
    own = len(Case._fields)
    return Case._make([*row[1:own], Brief._make(row[own:])])


def others(case: Case, post: Post) -> Others:
    """What this post could be a copy of, and whether it was handed in already.

    Rivals are posts made before this one in its challenge: the same text word for word wherever it
    is, also where only its hash is left, and beyond that the newest ones. Of her own posts only
    those that count: writing anew what was rejected for a missing tag is no copy.
    """
    asked = {
        "id": case.id,
        "cadre_id": case.cadre_id,
        "challenge_id": case.challenge_id,
        "provider": case.provider,
        "name": case.name,
        "posted_at": post.posted_at,
        "own": own_words(post.text, case.challenge.disclosure),
        "unit_id": case.unit_id,
        "campaigning": case.challenge.campaigning,
    }
    (found,) = ask(OTHERS, asked)
    words = found.words.split("\n") if found.words else ()
    return Others(words, found.hold_it, found.allowed)
