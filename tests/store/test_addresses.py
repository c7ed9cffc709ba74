"""Every form of REDIS_URL leads to its client, and every other one is refused in words."""

import base64
import socket
import threading

import pytest
import redis

from app.store import Store, Unavailable
from app.store.clients import client_at
from config import Settings, SettingsError

ENV = {
    "SECRET_KEY": "x" * 32,
    "DATABASE_URL": "postgresql://db",
    "TOKEN_KEYS": "a:" + base64.b64encode(bytes(32)).decode(),
}


def settings(url: str, prefix: str = "gel:") -> Settings:
    return Settings.from_env({**ENV, "REDIS_URL": url, "REDIS_PREFIX": prefix})


@pytest.mark.parametrize(
    "url",
    [
        "redis://cache",
        "rediss://:secret@cache:6380/2?ssl_ca_certs=/etc/ca.pem",
        "unix:///run/valkey.sock?db=1",
        "redis+cluster://a:7000",
        "redis+cluster://name:se%40cret@a:7000,[fd00::1]:7001,c.example:7002/",
        "rediss+cluster://:secret@a:7000,b:7000?ssl_ca_certs=/etc/ca.pem",
        "redis+sentinel://a:26379/boards",
        "rediss+sentinel://:secret@a:26379,b:26379/boards/3?sentinel_password=other",
    ],
)
def test_every_form_is_accepted(url: str) -> None:
    assert settings(url).redis_url == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("memcached://a:11211", "must begin with one of redis, unix"),
        ("localhost:6379", "must begin with one of redis, unix"),
        ("unix://", "unix:///path"),
        ("redis+cluster://", "host:port,host:port"),
        ("redis+cluster://a", "host:port,host:port"),
        ("redis+cluster://a:7000,b", "host:port,host:port"),
        ("redis+cluster://a:7000/2", "without the number of a database"),
        ("redis+sentinel://:secret@a:26379", "/service/0"),
        ("redis+sentinel://a:26379/boards/two", "/service/0"),
        ("redis+sentinel:///boards", "/service/0"),
    ],
)
def test_any_other_form_is_refused_in_words_without_its_password(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        settings(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("prefix", ["{gel}:", "a{b", "gel*", "gel "])
def test_a_prefix_that_would_move_or_match_other_keys_is_refused(prefix: str) -> None:
    with pytest.raises(SettingsError, match="REDIS_PREFIX"):
        settings("redis://cache", prefix)


def test_sentinels_have_a_password_of_their_own_and_are_reached_as_the_servers_are() -> None:
    url = "rediss+sentinel://me:se%40cret@a:26379,b:26380/boards/3?sentinel_password=other"
    pool = client_at(url).connection_pool
    assert pool.service_name == "boards"
    servers = pool.connection_kwargs
    assert (servers["username"], servers["password"], servers["db"]) == ("me", "se@cret", 3)
    sentinels = [each.connection_pool.connection_kwargs for each in pool.sentinel_manager.sentinels]
    assert [(each["host"], each["port"]) for each in sentinels] == [("a", 26379), ("b", 26380)]
    assert {each["password"] for each in sentinels} == {"other"}
    for each in (servers, *sentinels):
        assert (each["socket_connect_timeout"], each["socket_timeout"]) == (0.2, 0.5)
        assert each["retry"].get_retries() == 0
    assert issubclass(pool.connection_class, redis.SSLConnection)


def test_a_cluster_that_is_gone_hinders_nobody_from_starting_and_then_rests() -> None:
    one = Store()
    one.configure("redis+cluster://127.0.0.1:9,127.0.0.1:10")
    for words in ("reachable node", "resting"):
        with pytest.raises(Unavailable, match=words), one.client():
            raise AssertionError("nobody is there")


@pytest.mark.parametrize(
    "form", ["rediss://:secret@{}", "rediss+cluster://:secret@{}", "rediss+sentinel://{}/boards"]
)
def test_over_tls_not_a_word_is_said_in_the_clear(form: str) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            caller, _ = server.accept()
            with caller:
                heard.append(caller.recv(1))

        thread = threading.Thread(target=listen)
        thread.start()
        one = Store()
        one.configure(form.format(f"127.0.0.1:{server.getsockname()[1]}"))
        with pytest.raises(Unavailable), one.client() as client:
            client.ping()
        thread.join()
    assert heard == [b"\x16"]  # the record in which a TLS handshake begins
