"""How a post is looked at: by the best way there is for its platform at that moment.

The platform is asked with no transaction open.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.accounts.reading import read_post
from app.providers.base import Post, PostRef
from app.submissions import strategies

GONE = frozenset({"gone", "forbidden"})


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
    """The post by the best way there is. Raises Fault."""
    proof = strategies.proof(asked.ref.provider, asked.situation)
    return Sight(read_post(asked.account_id, asked.post_id), proof.grade)
