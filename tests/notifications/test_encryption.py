"""Bodies that only the phone can open, and the letter that says who calls."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey

from app.notifications import services, vapid
from app.notifications.encryption import ALIKE, CURVE, encrypted
from app.notifications.vapid import authorization, configure_push, decoded, encoded, public_key
from config import Settings, SettingsError
from simulator.running import Simulator

# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
PHONE = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)
AT = datetime(2026, 11, 28, 8, tzinfo=UTC)


def test_the_example_of_the_standard_comes_out_byte_by_byte() -> None:
    key = ec.derive_private_key(int.from_bytes(decoded(OURS), "big"), CURVE)
    made = encrypted(PLAIN, decoded(PHONE), decoded(SECRET), length=0, key=key, salt=decoded(SALT))
    assert encoded(made) == BODY


def test_a_phone_opens_what_was_written_to_it_and_nobody_else_does(platforms: Simulator) -> None:
    hers, his = (platforms.phone(name) for name in ("Siti", "Rudi"))
    keys = hers["keys"]
    made = encrypted("Kiriman Anda é".encode(), decoded(keys["p256dh"]), decoded(keys["auth"]))
    phones = platforms.phones()
    assert phones.find(hers["id"]).opened(made) == "Kiriman Anda é"
    for changed in (made[:-1], made[:-1] + bytes([made[-1] ^ 1]), bytes(16) + made[16:], b""):
        with pytest.raises(ValueError, match=r"\."):
            phones.find(hers["id"]).opened(changed)
    with pytest.raises(ValueError, match="bukan untuk"):
        phones.find(his["id"]).opened(made)


def test_the_length_of_a_body_tells_nothing_and_no_two_are_alike() -> None:
    made = [encrypted(b"x" * n, decoded(PHONE), decoded(SECRET)) for n in (0, 1, 200, 200)]
    assert {len(one) for one in made} == {16 + 4 + 1 + 65 + ALIKE + 16}
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("key", [b"", bytes(65), b"\x04" + bytes(64), b"\x02" + bytes(32)])
def test_a_key_that_is_none_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError):
        encrypted(b"", key, decoded(SECRET))


def test_the_letter_is_one_that_others_can_check(built: Flask) -> None:
    scheme, rest = authorization("https://fcm.googleapis.com", AT).split(" ", 1)
    letter, key = (part.partition("=")[2] for part in rest.split(", "))
    assert (scheme, key) == ("vapid", public_key())
    raw = decoded(key)
    curve = {"kty": "EC", "crv": "P-256", "x": encoded(raw[1:33]), "y": encoded(raw[33:])}
    found = jwt.decode(letter, ECKey.import_key(curve), algorithms=["ES256"])
    assert found.header == {"typ": "JWT", "alg": "ES256"}
    assert found.claims["aud"] == "https://fcm.googleapis.com"
    assert found.claims["sub"] == built.config["SETTINGS"].vapid_subject
    assert 0 < found.claims["exp"] - AT.timestamp() <= 24 * 3600
    assert OURS not in json.dumps([found.header, found.claims, letter])


def test_without_a_key_there_is_nobody_to_call(built: Flask) -> None:
    settings = built.config["SETTINGS"]
    configure_push("", "")
    try:
        assert public_key() is None
        with pytest.raises(RuntimeError):
            authorization("https://fcm.googleapis.com", AT)
    finally:
        configure_push(settings.vapid_private_key, settings.vapid_subject)


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:APA91b-_x", "https://fcm.googleapis.com"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
            "https://updates.push.services.mozilla.com",
        ),
        ("https://web.push.apple.com/QGuQyavXutnMr", "https://web.push.apple.com"),
        (
            "https://wns2-sg2p.notify.windows.com/w/?token=BQYAAABe%2bx",
            "https://wns2-sg2p.notify.windows.com",
        ),
        ("http://fcm.googleapis.com/fcm/send/abcdefgh", None),
        ("https://fcm.googleapis.com:8443/fcm/send/abcdefgh", None),
        ("https://fcm.googleapis.com@10.0.0.1/fcm/send/abcdefgh", None),
        ("https://fcm.googleapis.com.jahat.example/send/abcdefgh", None),
        ("https://fcm.googleapis.com\\@jahat.example/abcdefgh", None),
        ("https://FCM.googleapis.com/fcm/send/abcdefgh", None),
        ("https://jahat.notify.windows.com.example/abcdefgh", None),
        ("https://a.b.notify.windows.com/abcdefgh", None),
        ("https://127.0.0.1/fcm/send/abcdefgh", None),
        ("https://[::1]/fcm/send/abcdefgh", None),
        ("https://169.254.169.254/latest/meta-data", None),
        ("https://localhost/fcm/send/abcdefgh", None),
        ("https://fcm.googleapis.com/fcm/send/abcdefgh\n", None),
        ("https://fcm.googleapis.com/fcm/send/a b c d e f", None),
        ("https://fcm.googleapis.com/" + "a" * 1001, None),
        ("file:///etc/passwd", None),
        ("", None),
    ],
)
def test_only_push_services_that_browsers_use_are_ever_called(
    endpoint: str, origin: str | None
) -> None:
    assert services.origin(endpoint) == origin


ENV = {
    "SECRET_KEY": "s" * 40,
    "TOKEN_KEYS": "k:" + "A" * 43 + "=",
    "DATABASE_URL": "postgresql://localhost/x",
    "REDIS_URL": "redis://localhost",
}
WHO = "mailto:operator@partai.example"


def test_push_that_is_half_set_or_odd_refuses_to_boot_and_unset_is_off() -> None:
    assert Settings.from_env(ENV).vapid_private_key == ""
    fine = Settings.from_env(ENV | {"VAPID_PRIVATE_KEY": OURS, "VAPID_SUBJECT": WHO})
    assert fine.vapid_private_key == OURS
    assert OURS not in repr(fine)
    for odd in (
        {"VAPID_PRIVATE_KEY": OURS},
        {"VAPID_SUBJECT": WHO},
        {"VAPID_PRIVATE_KEY": OURS[:-1], "VAPID_SUBJECT": WHO},
        {"VAPID_PRIVATE_KEY": OURS + "==", "VAPID_SUBJECT": WHO},
        {"VAPID_PRIVATE_KEY": OURS, "VAPID_SUBJECT": "operator@partai.example"},
    ):
        with pytest.raises(SettingsError, match="VAPID"):
            Settings.from_env(ENV | odd)


def test_a_new_key_is_one_that_the_settings_take(built: Flask) -> None:
    told = built.test_cli_runner().invoke(args=["secrets", "vapid"])
    key = told.output.splitlines()[0].removeprefix("VAPID_PRIVATE_KEY=")
    assert Settings.from_env(ENV | {"VAPID_PRIVATE_KEY": key, "VAPID_SUBJECT": WHO})
    assert key != vapid.new_key()
