"""What people type: names, phones, passwords, birth dates. Pure: no database."""

import runpy
from datetime import date

import pytest
from argon2 import PasswordHasher

from app.cadres import fields, names, passwords, phones
from app.cadres.devices import device_name
from app.errors import Refusal

TODAY = date(2026, 11, 24)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    "name",
    [
        "Siti Nur'aini",
        "Siti 🌺 Rahma",
        "R. Ng. O’Brien-Sastrowardoyo",
        "\u200fفاطمة\u200f",
        '<b>Budi</b> & "Anak"',
        "Y",
        "名前",
    ],
)
def test_a_name_stays_as_it_was_typed(name: str) -> None:
    assert fields.person_name(f"  {name} ") == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_missing"),
        ("   ", "name_missing"),
        ("x" * 81, "name_long"),
        ("Siti\x00", "name_control"),
        ("Siti\nRahma", "name_control"),
        ("Siti\u2028Rahma", "name_control"),
        ("\u200f\u200f", "name_letters"),
        ("🌺", "name_letters"),
    ],
)
def test_a_name_that_nobody_could_read_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        fields.person_name(typed)
    assert (refused.value.code, refused.value.field) == (code, "nama")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("0812 3456 789", "+628123456789"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("62812 3456 7890", "+6281234567890"),
        ("+60 12-345 6789", "+60123456789"),
        (" (0812) 3456.7890 ", "+6281234567890"),
    ],
)
def test_a_phone_number_has_one_spelling(typed: str, kept: str) -> None:
    assert phones.normal(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "telepon", "0812", "021 5550123", "0812345678901234", "1" * 200, "+62", "\x00", "0" * 12],
)
def test_a_number_where_nobody_answers_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        phones.normal(typed)
    assert refused.value.field == "telepon"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("pendek", "password_short"),
        ("x1" * 65, "password_long"),
        ("Bismillah1", "password_common"),
        ("MERDEKA 1945", "password_common"),
        ("indonesia2029", "password_common"),
        ("qwertyuiop", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("Siti Rahmawati", "password_personal"),
        ("rahmawati99", "password_personal"),
        ("081377778888", "password_personal"),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        passwords.check(typed, "Siti Rahmawati", "+6281377778888")
    assert (refused.value.code, refused.value.field) == (code, "sandi")


@pytest.mark.parametrize(
    "typed", ["kuda lumping menari", "nasi goreng pakai telur", "🌺" * 5 + "melati"]
)
def test_any_sentence_of_ten_signs_is_a_password(typed: str) -> None:
    passwords.check(typed, "Siti Rahmawati", "+6281234567890")


def test_a_password_is_kept_as_argon2id_and_known_again() -> None:
    stored = passwords.hashed("kuda lumping menari", CHEAP)
    assert stored.startswith("$argon2id$") and len(stored) <= 200
    assert passwords.matches(stored, "kuda lumping menari")
    assert not passwords.matches(stored, "kuda lumping menar")
    assert not passwords.matches(None, "tidak ada yang memakai ini")
    assert passwords.outdated(stored)


def test_a_guess_costs_whoever_stole_the_hashes_what_owasp_asks_for() -> None:
    untouched = runpy.run_path(passwords.__file__)  # tests that sign people in hash cheaply
    stored = untouched["hashed"]("kuda lumping menari")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    stored = passwords.hashed("cafe\u0301 sederhana", CHEAP)
    assert passwords.matches(stored, "caf\u00e9 sederhana")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "birth_date"),
        ("kemarin", "birth_date"),
        ("2008-13-01", "birth_date"),
        ("2030-01-01", "birth_date"),
        ("1850-01-01", "birth_date"),
        ("2008-11-25", "under_age"),
    ],
)
def test_a_birth_date_must_be_of_a_living_adult(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        fields.birth_date(typed, TODAY)
    assert (refused.value.code, refused.value.field) == (code, "lahir")


def test_the_eighteenth_birthday_is_old_enough() -> None:
    assert fields.birth_date("2008-11-24", TODAY) == date(2008, 11, 24)
    assert fields.age(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert fields.age(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_boards_show_a_name_the_way_its_owner_chose() -> None:
    shown = [names.board_name("Siti Nur Rahma", how, "Lebak Bulus") for how in names.DISPLAYS]
    assert shown == ["Siti Nur Rahma", "S. R.", "Kader Lebak Bulus", "Kader"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Siti Rahma", "SR"), ("budi", "B"), ("'Aini 🌺", "A"), ("\u200fفاطمة", "ف"), ("🌺", "?")],
)
def test_a_circle_shows_one_or_two_letters(name: str, letters: str) -> None:
    assert names.initials(name) == letters
    assert 0 <= names.color(17) <= 7


ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{ANDROID} Chrome/131.0 Mobile Safari/537.36", "Chrome di Android (SM-A145F)"),
        (
            f"{ANDROID} SamsungBrowser/27 Chrome/125 Safari",
            "Samsung Internet di Android (SM-A145F)",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
            "Chrome di Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 12; Redmi 9C Build/SP1A; wv) Chrome/120 Safari",
            "Peramban dalam aplikasi di Android (Redmi 9C)",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:133.0) Gecko/20100101 Firefox/133.0",
            "Firefox di Windows",
        ),
        ("curl/8", "curl/8"),
        ("x" * 200, "x" * 60),
        ("", "Perangkat tanpa nama"),
    ],
)
def test_a_device_is_called_by_a_name_people_know(agent: str, name: str) -> None:
    assert device_name(agent) == name
