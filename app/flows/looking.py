"""How a post is looked at: by the best way there is for its platform at that moment.

The platform is asked with no transaction open.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.accounts.reading import handle_of, read_post
from app.errors import Fault
from app.providers import base, get, links, oembed
from app.providers.base import Post, PostRef
from app.submissions import strategies

GONE = frozenset({"gone", "forbidden"})
NO_PROOF = GONE | {"unfit"}  # what ends a hand-in, though not all of it tells against a post


@dataclass(frozen=True)
class Asked:
    """What to ask a platform for: read before the network, outside its wait.

    `post_id` is the name the platform knows the post by, once it has been read; else the link's.
    """

    account_id: int
    ref: PostRef
    post_id: str
    situation: str


class Sight(NamedTuple):
    """A post as it was seen, and the grade of having seen it that way."""

    post: Post
    grade: str


def look(asked: Asked) -> Sight:
    """The post by the best way there is. Raises Fault.

    Where a platform's answer puts us into another situation, its way is taken if it asks nobody
    but the platform; else the answer stands.
    """
    proof = strategies.proof(asked.ref.provider, asked.situation)
    if proof is strategies.ANYBODY:
        return _as_anybody(asked)
    try:
        return Sight(read_post(asked.account_id, asked.post_id), proof.grade)
    except Fault as fault:
        after = strategies.AFTER.get(fault.kind, "")
        if strategies.proof(asked.ref.provider, after) is not strategies.ANYBODY:
            raise
        return _as_anybody(asked, fault)


def _as_anybody(asked: Asked, why: Fault | None = None) -> Sight:
    """What the platform shows to everybody, and the time that the id tells.

    Names change hands, so that one confirmed longer than a day ago proves nothing: then `why` we
    could not read otherwise is raised again, and the check waits.
    """
    provider, ref = get(asked.ref.provider), asked.ref
    owner = handle_of(asked.account_id, ask=why is None)
    if owner is None:
        raise why or base.missing_scope(provider.label)
    seen = oembed.read(provider, ref)
    posted_at = links.posted_at_from_id(ref.provider, ref.post_id)
    if posted_at is None:
        raise base.nonsense(provider.label)
    hers = (seen.author_handle or "").casefold() == owner.handle.casefold()
    post = Post(
        provider=ref.provider,
        post_id=ref.post_id,
        author_id=owner.subject if hers else "",
        posted_at=posted_at,
        text=seen.text,
        links=seen.links,
        tags=seen.tags,
        public=True,
        url=ref.url,
    )
    return Sight(post, strategies.ANYBODY.grade)
