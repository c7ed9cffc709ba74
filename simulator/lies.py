"""What a lying platform answers with: somebody else's post."""

from simulator import ids
from simulator.people import Person
from simulator.posts import Post
from simulator.stage import stage


def other_post(post: Post) -> Post:
    """A post by another author; made up when nobody else has written yet."""
    found = stage().posts.somebody_elses(post)
    if found:
        return found
    stranger = Person(
        id=0,
        handle="bukan_siapa",
        name="Bukan Siapa-Siapa",
        x_id=ids.snowflake(post.created_ms),
        threads_id=ids.graph_id("17"),
        x_private=False,
        threads_private=False,
        created_ms=post.created_ms,
    )
    post_id = ids.snowflake(post.created_ms)
    if post.platform == "threads":
        post_id = ids.graph_id("18")
    return Post(
        platform=post.platform,
        id=post_id,
        code=ids.shortcode(post.created_ms),
        root=post_id,
        person=stranger,
        text="Ini bukan kiriman yang ditanyakan.",
        created_ms=post.created_ms,
        hidden=False,
        replaced=False,
    )
