"""Phone numbers as people type them, kept as E.164: one person, one spelling."""

import phonenumbers

from app.errors import Refusal
from app.words import said

REGION = "ID"
TYPED_MAX = 30


def normal(typed: str, field: str = "telepon") -> str:
    """`0812-3456-789` → `+628123456789`. A number without a country code is Indonesian.

    Raises Refusal when nobody could be called there.
    """
    words = said("Tulis nomor telepon yang benar, misalnya 0812 3456 7890.")
    try:
        number = phonenumbers.parse(typed.strip()[:TYPED_MAX], REGION)
    except phonenumbers.NumberParseException:
        raise Refusal("phone", words, field) from None
    if len(typed) > TYPED_MAX or number.extension or not phonenumbers.is_possible_number(number):
        raise Refusal("phone", words, field)
    if number.country_code == 62 and not _mobile(str(number.national_number)):
        raise Refusal("phone", words, field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _mobile(national: str) -> bool:
    """Indonesian mobile numbers begin with 8 and have 9 to 12 digits.

    The number plan of the library lags behind new prefixes, so length and first digit decide.
    """
    return national.startswith("8") and 9 <= len(national) <= 12


def digits(phone: str) -> str:
    """The number as WhatsApp links want it: digits only, country code first."""
    return phone.removeprefix("+")


def shown(phone: str) -> str:
    """As people write it: `0812-3456-7890` at home, `+60 12-345 6789` abroad."""
    number = phonenumbers.parse(phone)
    form = phonenumbers.PhoneNumberFormat
    home = number.country_code == 62
    return phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)
