"""Secrets at rest open only where they belong."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sealing
from app.sealing import SealBroken, configure_keys, seal, unseal

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    kept = dict(sealing._ring)
    configure_keys({"lama": OLD})
    yield
    sealing._ring.clear()
    sealing._ring.update(kept)


def test_what_is_sealed_opens_in_its_place_and_shows_nothing() -> None:
    sealed = seal(b"rahasia", "token", 7, "x")
    assert b"rahasia" not in sealed
    assert unseal(sealed, "token", 7, "x") == b"rahasia"
    assert sealed != seal(b"rahasia", "token", 7, "x")


@pytest.mark.parametrize("place", [("token", 8, "x"), ("token", 7, "threads"), ("found", 7, "x")])
def test_moved_to_another_place_it_stays_shut(place: tuple[str, int, str]) -> None:
    sealed = seal(b"rahasia", "token", 7, "x")
    with pytest.raises(SealBroken):
        unseal(sealed, *place)


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = seal(b"dulu", "token", 7, "x")
    configure_keys({"baru": NEW, "lama": OLD})
    assert unseal(old, "token", 7, "x") == b"dulu"
    new = seal(b"kini", "token", 7, "x")
    configure_keys({"baru": NEW})
    assert unseal(new, "token", 7, "x") == b"kini"
    with pytest.raises(SealBroken):
        unseal(old, "token", 7, "x")


def test_another_key_under_the_same_name_opens_nothing() -> None:
    sealed = seal(b"rahasia", "token", 7, "x")
    configure_keys({"lama": os.urandom(32)})
    with pytest.raises(SealBroken):
        unseal(sealed, "token", 7, "x")


@given(st.binary(max_size=80))
def test_any_other_bytes_stay_shut(noise: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(noise, "token", 7, "x")


@given(st.data())
def test_one_changed_byte_keeps_it_shut(data: st.DataObject) -> None:
    sealed = bytearray(seal(b"rahasia", "token", 7, "x"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), "token", 7, "x")
