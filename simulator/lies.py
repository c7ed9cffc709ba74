"""What a lying platform answers with: somebody else's post, or this one under another name."""

from dataclasses import replace

from simulator.people import Account, Person
from simulator.posts import Post
from simulator.stage import stage


def told(post: Post) -> Post:
    """The post as the platform tells it: the truth, unless its switch says otherwise."""
    lying = stage().board.get(post.platform).lying
    if not lying:
        return post
    other = _other(post)
    return other if lying == "post" else replace(post, person=other.person)


def _other(post: Post) -> Post:
    found = stage().posts.somebody_elses(post)
    return found or _made_up(post)


def _made_up(post: Post) -> Post:
    account = Account(post.home.account_id(post.created_ms), post.home.kinds[0])
    stranger = Person(
        id=0,
        handle="bukan_siapa",
        name="Bukan Siapa-Siapa",
        created_ms=post.created_ms,
        accounts={post.platform: account},
    )
    post_id, code = post.home.post_ids(post.created_ms)
    return Post(
        home=post.home,
        id=post_id,
        code=code,
        root=post_id,
        person=stranger,
        text="Ini bukan kiriman yang ditanyakan.",
        created_ms=post.created_ms,
        hidden=False,
        replaced=False,
    )
