"""What the door to the open web lets through, and what it never does."""

import base64
import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import clock
from app.errors import Fault
from app.providers import addresses, open_web
from config import Settings, SettingsError
from tests.providers.web import Names, Web, certified, names_served, served

# Without the moment of packing: parallel processes must collect the same tests.
PACKED = gzip.compress(b"a", mtime=0)


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    before = open_web._world
    yield
    open_web._world = before


@pytest.fixture
def web() -> Iterator[Web]:
    """A web that stands in for the real one."""
    with served() as one:
        open_web.configure(one.url, "")
        yield one


@pytest.fixture
def names() -> Iterator[Names]:
    """The real web, but with a name server of ours."""
    with names_served() as one:
        open_web.configure("", one.address)
        yield one


def fault(url: str, **options: object) -> str:
    with pytest.raises(Fault) as caught:
        open_web.get(url, **options)
    return caught.value.kind


REFUSED = [
    "",
    "siti",
    "mastodon.social",
    "http://mastodon.social/",
    "ftp://mastodon.social/",
    "file:///etc/passwd",
    "gopher://mastodon.social/",
    "javascript:alert(1)",
    "data:text/html,x",
    "//mastodon.social/",
    "https:mastodon.social",
    "https:///etc/passwd",
    "https://",
    "https://mastodon.social:80/",
    "https://mastodon.social:8443/",
    "https://mastodon.social:99999/",
    "https://mastodon.social:x/",
    "https://siti@mastodon.social/",
    "https://siti:rahasia@mastodon.social/",
    "https://:@mastodon.social/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://127.0.0.1.:443/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1%25eth0]/",
    "https://localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://%31%32%37.0.0.1/",
    "https://127。0。0。1/",
    "https://mastodon.social\\@127.0.0.1/",
    "https://mastodon.social\\.evil.example/",
    "https://mastodon .social/",
    "https://mastodon.social/\r\nX-Evil: 1",
    "https://mastodon.social/\x00",
    "https://mastodon.social/\u2028",
    "\nhttps://mastodon.social/",
    "https://mastodon.social/" + "a" * 5000,
    "https://" + "a" * 70 + ".example/",
    "https://xn--a-ecp.ru\u202e/",
]


@pytest.mark.parametrize("url", REFUSED)
def test_only_plain_https_to_a_public_name_is_asked(url: str, web: Web) -> None:
    assert fault(url) == "forbidden"
    with pytest.raises(Fault):
        open_web.outside(url)
    assert web.asked == []


def test_a_page_is_read_where_the_stand_in_plays_its_host(web: Web) -> None:
    web.page("/siti.example/a%20b?c=d%26", b"halo", Content_Type="text/plain", ETag='"1"')
    answer = open_web.get("https://Siti.Example/a b?c=d%26#e".replace(" ", "%20"), accept="text/*")
    assert (answer.status, answer.body) == (200, b"halo")
    assert answer.headers["content-TYPE"] == "text/plain"
    assert answer.url == "https://Siti.Example/a%20b?c=d%26#e"
    assert web.asked[0].headers["Accept"] == "text/*"
    assert "Authorization" not in web.asked[0].headers
    assert "halo" not in repr(answer)


def test_browsers_are_sent_to_the_stand_in_too(web: Web) -> None:
    assert open_web.outside("https://a.example/x?y#z") == f"{web.url}/a.example/x?y#z"
    assert open_web.outside(f"{web.url}/a.example/x") == f"{web.url}/a.example/x"
    open_web.configure("", "")
    assert open_web.outside("https://A.example") == "https://a.example/"
    assert open_web.outside("https://a.example:443/x#y") == "https://a.example/x#y"


def test_an_address_at_the_stand_in_itself_may_be_asked(web: Web) -> None:
    web.page("/a.example/x", b"ya")
    assert open_web.get(f"{web.url}/a.example/x").body == b"ya"
    assert fault(f"{web.url}.evil.example/") == "forbidden"
    assert fault("http://127.0.0.1:1/a.example/x") == "forbidden"


def test_an_error_is_an_answer_but_a_broken_server_is_down(web: Web) -> None:
    web.page("/a.example/no", b"{}", 404)
    web.page("/a.example/oops", b"{}", 503)
    assert open_web.get("https://a.example/no").status == 404
    assert fault("https://a.example/oops") == "down"


NOON = datetime(2026, 11, 28, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "minutes"),
    [
        ("120", 2),
        ("Sat, 28 Nov 2026 05:30:00 GMT", 30),
        ("Sat, 28 Nov 2026 12:30:00 +0700", 30),
        ("0", 0),
        ("Sat, 28 Nov 2020 05:30:00 GMT", 0),  # long past: now
        ("86401", 24 * 60),  # a day at most, whatever is said
        ("9" * 30, None),
        ("Fri, 28 Nov 9999 05:30:00 GMT", 24 * 60),
        ("-5", None),
        ("nanti", None),
        ("", None),
    ],
)
def test_a_server_may_say_when_to_come_back(web: Web, told: str, minutes: int | None) -> None:
    web.page("/a.example/busy", b"", 429, Retry_After=told)
    web.page("/a.example/down", b"", 503, Retry_After=told)
    wished = None if minutes is None else NOON + timedelta(minutes=minutes)
    with clock.at(NOON):
        assert open_web.get("https://a.example/busy").retry_at == wished
        with pytest.raises(Fault) as caught:
            open_web.get("https://a.example/down")
    assert (caught.value.kind, caught.value.retry_at) == ("down", wished)


def test_bytes_are_sent_as_they_are(web: Web) -> None:
    web.page("/a.example/push", b"", 201)
    headers = {"Content-Type": "application/octet-stream"}
    assert open_web.post("https://a.example/push", raw=b"\x00\xff", headers=headers).status == 201
    asked = web.asked[-1]
    assert (asked.body, asked.headers["Content-Type"]) == (b"\x00\xff", headers["Content-Type"])


def test_three_hops_are_followed_and_no_more(web: Web) -> None:
    for n in range(5):
        web.page(f"/h{n}.example/", b"x", 302, Location=f"https://h{n + 1}.example/")
    web.page("/h5.example/", b"sampai")
    assert open_web.get("https://h2.example/").body == b"sampai"
    assert fault("https://h1.example/") == "nonsense"


def test_a_hop_may_be_relative_and_is_checked_again(web: Web) -> None:
    web.page("/a.example/x/y", b"", 301, Location="../z")
    web.page("/a.example/z", b"sampai")
    assert open_web.get("https://a.example/x/y").url == "https://a.example/z"
    for where in ("http://a.example/z", "https://127.0.0.1/", "//localhost/", "file:///etc/passwd"):
        web.page("/a.example/x", b"", 302, Location=where)
        assert fault("https://a.example/x") == "forbidden"


def test_a_question_with_a_secret_is_answered_by_nobody_else(web: Web) -> None:
    web.page("/a.example/", b"", 302, Location="https://evil.example/")
    for secret in ({"Authorization": "Bearer x"}, {"dpop": "x"}):
        answer = open_web.get("https://a.example/", headers=secret)
        assert (answer.status, answer.moved_to) == (302, "https://evil.example/")
    assert all(one.path == "/a.example/" for one in web.asked)


def test_a_redirect_that_may_not_be_followed_is_the_answer(web: Web) -> None:
    web.page("/a.example/", b"", 302, Location="https://b.example/")
    answer = open_web.get("https://a.example/", may_follow=lambda where: "b." not in where)
    assert answer.moved_to == "https://b.example/"
    web.page("/a.example/", b"", 304, Location="https://b.example/")
    assert open_web.get("https://a.example/").moved_to is None


def test_a_form_and_json_are_sent_and_never_redirected(web: Web) -> None:
    web.page("/a.example/token", b'{"a": 1}', DPoP_Nonce="n")
    answer = open_web.post("https://a.example/token", form={"a": "b c&"}, headers={"DPoP": "p"})
    assert (answer.json(), answer.headers["dpop-nonce"]) == ({"a": 1}, "n")
    asked = web.asked[-1]
    assert (asked.method, asked.body, asked.headers["DPoP"]) == ("POST", b"a=b+c%26", "p")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    open_web.post("https://a.example/token", json={"a": [1]})
    assert web.asked[-1].body == b'{"a": [1]}'
    web.page("/a.example/token", b"", 307, Location="https://evil.example/")
    assert open_web.post("https://a.example/token", form={"a": "b"}).status == 307
    assert len(web.asked) == 3


@pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "a\n", "\u20ac"])
def test_a_secret_that_no_header_can_hold_is_nonsense(web: Web, token: str) -> None:
    assert fault("https://a.example/", headers={"Authorization": token}) == "nonsense"
    assert web.asked == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_nonsense(web: Web, body: bytes) -> None:
    web.page("/a.example/", body)
    with pytest.raises(Fault) as caught:
        open_web.get("https://a.example/").json()
    assert caught.value.kind == "nonsense"


def test_a_page_that_is_too_long_is_nonsense_packed_or_not(web: Web) -> None:
    web.page("/a.example/just", b"x" * 1000)
    web.page("/a.example/long", b"x" * 1001)
    web.page("/a.example/bomb", gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")
    packed = b"x" * 10
    for _ in range(5):
        packed = zlib.compress(packed)
    web.page("/a.example/often", packed, Content_Encoding=", ".join(["deflate"] * 9))
    assert len(open_web.get("https://a.example/just", max_bytes=1000).body) == 1000
    assert fault("https://a.example/long", max_bytes=1000) == "nonsense"
    assert fault("https://a.example/bomb") == "nonsense"
    assert fault("https://a.example/often") == "nonsense"


def test_what_is_packed_wrongly_is_nonsense_and_what_breaks_off_is_down(web: Web) -> None:
    web.page("/a.example/bad", b"no gzip", Content_Encoding="gzip")
    web.page("/a.example/half", b"half", Content_Length="400")
    web.raw["/a.example/noise"] = lambda connection: connection.sendall(b"\x00\xff" * 99)
    web.raw["/a.example/nothing"] = lambda connection: None
    assert fault("https://a.example/bad") == "nonsense"
    for path in ("half", "noise", "nothing"):
        assert fault(f"https://a.example/{path}") == "down"


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX-", b"a"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + PACKED, b"\x00"),
    ],
)
def test_who_drips_is_cut_off(
    web: Web, first: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_web, "WHOLE_S", 0.4)
    web.drip("/a.example/", first, drop)
    assert fault("https://a.example/") == "down"


def test_nothing_of_the_machine_is_used(
    web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login siti password rahasia\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.page("/a.example/", b"ya")
    assert open_web.get("https://a.example/").body == b"ya"
    assert "Authorization" not in web.asked[0].headers


def test_no_line_of_a_log_holds_an_address(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    web.raw["/a.example/?code=rahasia"] = lambda connection: connection.sendall(
        b"HTTP/1.1 200 OK\r\nno header\r\nContent-Length: 0\r\n\r\n"
    )
    open_web.get("https://a.example/?code=rahasia")
    assert "rahasia" not in caplog.text


def test_a_stand_in_is_refused_outside_of_the_demo() -> None:
    env = {"SECRET_KEY": "x" * 32, "DATABASE_URL": "postgresql://db", "REDIS_URL": "redis://"}
    env |= {"TOKEN_KEYS": "a:" + base64.b64encode(bytes(32)).decode()}
    for name in ("STAND_IN_URL", "DNS_SERVER"):
        with pytest.raises(SettingsError, match="only with DEMO=1"):
            Settings.from_env(env | {name: "127.0.0.1:5353"})
    assert Settings.from_env(env | {"DEMO": "1", "DNS_SERVER": "127.0.0.1:53"}).dns_server


INSIDE = {
    "loopback.example": {"A": ["127.0.0.1"]},
    "cloud.example": {"A": ["169.254.169.254"]},
    "both.example": {"A": ["93.184.215.14", "10.0.0.1"]},
    "six.example": {"AAAA": ["::1"]},
    "mapped.example": {"AAAA": ["::ffff:127.0.0.1"]},
    "nat.example": {"AAAA": ["64:ff9b::7f00:1"]},
    "both-six.example": {"AAAA": ["2606:4700::1", "fd00::1"]},
}


@pytest.mark.parametrize("name", INSIDE)
def test_a_name_that_leads_inside_is_refused_before_anything_is_connected(
    names: Names, name: str
) -> None:
    for kind, found in INSIDE[name].items():
        names.records[name, kind] = found
    assert fault(f"https://{name}/") == "forbidden"


def test_a_name_that_leads_nowhere_is_down(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_web, "WHOLE_S", 0.3)
    names.records["mail.example", "TXT"] = ['"x"']
    names.silent.add("silent.example")
    for name in ("nobody.example", "mail.example", "silent.example"):
        assert fault(f"https://{name}/") == "down"


def test_txt_records_are_read_whole(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    names.records["_atproto.siti.example", "TXT"] = ['"did=did:plc:" "abc"', '"lain"']
    names.silent.add("silent.example")
    assert sorted(open_web.txt("_atproto.siti.example")) == ["did=did:plc:abc", "lain"]
    assert open_web.txt("nobody.example") == []
    for name, kind in (("", "forbidden"), ("localhost", "forbidden"), ("silent.example", "down")):
        monkeypatch.setattr(open_web, "WHOLE_S", 0.3)
        with pytest.raises(Fault) as caught:
            open_web.txt(name)
        assert caught.value.kind == kind


@pytest.fixture
def open_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that loopback is a public address, the only one."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("open_loopback")
def test_the_judged_address_is_the_one_connected_to_under_its_name(
    names: Names, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server, client = certified(tmp_path, "mastodon.example")
    monkeypatch.setattr(open_web, "_trusting", lambda: client)
    names.records["mastodon.example", "A"] = ["127.0.0.1"]
    names.records["other.example", "A"] = ["127.0.0.1"]
    with served(server) as web:
        monkeypatch.setattr(open_web, "HTTPS", web.port)
        web.page("/x", b"ya")
        assert open_web.get("https://mastodon.example/x").body == b"ya"
        assert web.asked[0].name == "mastodon.example"
        assert web.asked[0].headers["Host"] == f"mastodon.example:{web.port}"
        # Asked once: no second answer can lead elsewhere.
        assert names.asked == [("mastodon.example", "A")]
        # A certificate for another name, and one that nobody vouches for.
        assert fault("https://other.example/x") == "down"
        monkeypatch.undo()
        monkeypatch.setattr(open_web, "HTTPS", web.port)
        monkeypatch.setattr(addresses, "is_public", lambda address: True)
        assert fault("https://mastodon.example/x") == "down"
        assert len(web.asked) == 1


@pytest.mark.usefixtures("open_loopback")
def test_who_drips_in_the_greeting_is_cut_off(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_web, "WHOLE_S", 0.4)
    names.records["slow.example", "A"] = ["127.0.0.1"]
    with served() as web:  # speaks no TLS, and waits for a request that never comes
        monkeypatch.setattr(open_web, "HTTPS", web.port)
        assert fault("https://slow.example/") == "down"


@pytest.mark.usefixtures("open_loopback")
def test_a_closed_door_is_down(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    names.records["closed.example", "A"] = ["127.0.0.1"]
    monkeypatch.setattr(open_web, "HTTPS", 9)
    assert fault("https://closed.example/") == "down"
