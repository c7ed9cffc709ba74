"""The languages that pages are written in, and the catalogue of each.

The words in source and templates are Indonesian and stand for themselves. Of every other language
there is one file a person can edit, `translations/<language>/LC_MESSAGES/messages.po`; it is read
when a process begins, so there is nothing to compile or to forget to compile.
"""

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from app.words import Said, filled

OWN = "id"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}  # each in its own words
# Between thousands, before tenths, before minutes: 1.234,5 at 19.42; 1,234.5 at 19:42.
SIGNS = {"id": (".", ",", "."), "en": (",", ".", ":")}
PLACE = Path(__file__).parent / "translations"


def file_of(language: str) -> Path:
    """Where the words of a language stand."""
    return PLACE / language / "LC_MESSAGES" / "messages.po"


@cache
def catalogue(language: str) -> NullTranslations:
    """What turns Indonesian words into those of a language."""
    if language == OWN:
        return NullTranslations()
    with file_of(language).open("rb") as file:
        words = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return Translations(compiled)


def tell(words: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """Words in a language, with what was said in them, and `values` in the gaps of plain ones."""
    if not words or (language == OWN and isinstance(words, Said)):
        return words
    one = words if isinstance(words, Said) else Said(words, values or {})
    inside = {
        name: tell(value, language) if isinstance(value, Said) else value
        for name, value in one.values.items()
    }
    return filled(_sentence(one, catalogue(language)), inside, SIGNS[language][0])


def _sentence(words: Said, known: NullTranslations) -> str:
    if words.number is None:
        return known.gettext(words.template)
    return known.ngettext(words.template, words.template, words.number)
