"""Bluesky: the description of the network, of two homes in it, and of what is asked beside them."""

from simulator.platform import DAY, Hosts, Platform, Switch, TokenKind
from simulator.platforms import bluesky_names, bluesky_oauth, bluesky_pds
from simulator.platforms import bluesky_shapes as shapes
from simulator.platforms.bluesky_shapes import HOMES, KEY
from simulator.posts import Post

MINUTE = 60


def _post_ids(ms: int) -> tuple[str, str]:
    key = shapes.tid(ms)
    return key, key


def _url(post: Post) -> str:
    return f"https://bsky.app/profile/{shapes.handle_of(post.person)}/post/{post.id}"


PLATFORM = Platform(
    key=KEY,
    name="Bluesky",
    hosts=(
        Hosts(KEY, tuple(one.issuer for one in HOMES.values()), bluesky_oauth.doors),
        Hosts(KEY, tuple(one.pds for one in HOMES.values()), bluesky_pds.doors),
        Hosts(KEY, tuple(f".{one.names}" for one in HOMES.values()), bluesky_names.handles),
        # These have switches of their own: each may fail alone.
        Hosts("plc", ("plc.directory",), bluesky_names.directory),
        Hosts("appview", ("public.api.bsky.app",), bluesky_names.view),
        Hosts(KEY, ("embed.bsky.app",), bluesky_names.embed),
    ),
    switches=(
        Switch("iss", "own", "Penerbit di alamat kembali (kosong: tidak disebut)", usual="own"),
        Switch("sub", "", "Akun lain di jawaban token (nama akun atau DID)"),
    ),
    limited=bluesky_pds.limited,
    text_max=300,
    account_id=shapes.did,
    post_ids=_post_ids,
    url=_url,
    known_as=shapes.handle_of,
    edits="never",
    kinds=tuple(HOMES),
    readable_kinds=tuple(HOMES),
    # What grants that nobody went the whole way for are made out to.
    client=("http://localhost", ""),
    scopes={"atproto": "memastikan akun ini milik Anda"},
    required_scopes=frozenset({"atproto"}),
    state_required=True,
    pkce="required",
    code_life_s=MINUTE,
    tokens={"access": TokenKind(15 * MINUTE), "refresh": TokenKind(14 * DAY)},
    always=bluesky_oauth.issuer_of_answer,
)
