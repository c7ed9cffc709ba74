"""`python -m app.cli.words`: gather the words of source and templates into every catalogue.

New words come in without a text, words that are gone go out, and none is guessed: `fuzzy` does
not exist here. What has no text yet is printed, and read as Indonesian until it has one.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from app.words.catalogues import LANGUAGES, OWN, file_of

ROOT = Path(__file__).resolve().parents[2]
# Where words stand in a call; `counted` names them once, since Indonesian has one form.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "said": None,
    "counted": (1, 1),
    "noted": (1,),
    "Refusal": (2,),
    "TooOften": (1,),
}
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
WIDTH = 100
# No dates and no names: they would differ in every branch and say nothing.
HEADER = """# Words of Gelanggang. Edit the texts; `python -m app.cli.words` keeps the words.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def gathered() -> Catalog:
    """Every word there is, and the files it stands in."""
    found = Catalog()
    for path in sorted((ROOT / "app").rglob("*.py")):
        if "cli" not in path.parts:  # operators' shells speak one language
            _gather(found, path, "python", {})
    for path in sorted((ROOT / "templates").rglob("*.html")):
        _gather(found, path, "jinja2", JINJA)
    return found


def merged(language: str, found: Catalog) -> Catalog:
    """The catalogue of a language with exactly the words found, each with the text it has."""
    with file_of(language).open("rb") as file:
        kept = read_po(file, locale=language)
    new = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in found:
        if message.id:
            known = kept.get(message.id)
            text = known.string if known and _same_kind(known.id, message.id) else None
            new.add(message.id, text, locations=message.locations)
    return new


def untranslated(catalog: Catalog) -> list[str]:
    """Words without a text in it, or without one of their forms."""
    return [
        one.id if isinstance(one.id, str) else one.id[0]
        for one in catalog
        if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string)
    ]


def main() -> None:
    """Bring every catalogue up to what there is to say."""
    found = gathered()
    for language in LANGUAGES:
        if language == OWN:
            continue
        catalog = merged(language, found)
        with file_of(language).open("wb") as file:
            header = HEADER.format(language=language, plurals=catalog.plural_forms)
            file.write(header.encode())
            write_po(
                file,
                catalog,
                WIDTH,
                omit_header=True,
                sort_output=True,
                include_lineno=False,
            )
        missing = untranslated(catalog)
        print(f"{language}: {len(catalog)} words, {len(missing)} without a text")
        for words in missing:
            print(f"  {words}")


def _gather(found: Catalog, path: Path, method: str, options: dict[str, str]) -> None:
    place = path.relative_to(ROOT).as_posix()
    with path.open("rb") as file:
        for _, words, _, _ in extract(method, file, KEYWORDS, options=options):
            found.add(words, locations=[(place, 0)])


def _same_kind(one: object, other: object) -> bool:
    """Whether both bend by a number, or neither does."""
    return isinstance(one, str) == isinstance(other, str)


if __name__ == "__main__":
    main()
