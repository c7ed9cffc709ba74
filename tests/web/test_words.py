"""Nothing that people read is left in one language: templates, source and catalogues."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from app.cli.words import ROOT, gathered, untranslated
from app.words import Said, counted, noted, recalled, said
from app.words.catalogues import LANGUAGES, OWN, file_of, tell

OTHERS = [language for language in LANGUAGES if language != OWN]
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "style"
)
# Alike in every language, or read by browsers alone.
NAMES = {
    "Gelanggang",
    "WhatsApp",
    "Telegram",
    "DPP",
    "DPD",
    "YouTube",
    "noopener noreferrer",
    "yes",
}
SPOKEN = {"aria-label", "placeholder", "title", "alt"}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
WORDS = re.compile(r"[A-Z][a-z]+\b(?!/)|[A-Za-z]\w* [A-Za-z]")  # a sentence, or a word on a button
MARKUP = re.compile(r'="|^\s*\w+--\w+\s*$')  # what stands inside of a tag
GAP = re.compile(r"%\((\w+)\)s")
LOOKED_UP = {"_", "counted", "gettext", "ngettext"}


def stored(language: str) -> Catalog:
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language)


def forms(message: object) -> list[str]:
    return list(message) if isinstance(message, tuple | list) else [message]


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_there_is_has_a_text(language: str) -> None:
    catalog, found = stored(language), {one.id for one in gathered() if one.id}
    assert untranslated(catalog) == []
    known = {one.id for one in catalog if one.id}
    assert found - known == set(), "run `python -m app.cli.words`, then write the texts"
    assert known - found == set(), "run `python -m app.cli.words`"
    assert [one.id for one in catalog if one.fuzzy and one.id] == []


@pytest.mark.parametrize("language", OTHERS)
def test_texts_fill_the_same_gaps_and_carry_the_same_marks(language: str) -> None:
    wrong = []
    for one in stored(language):
        for text in forms(one.string) if one.id else ():
            words = forms(one.id)[0]
            for pattern in (GAP, re.compile(r"</?\w+"), re.compile(r"\{\w+\}")):
                if sorted(set(pattern.findall(words))) != sorted(set(pattern.findall(text))):
                    wrong.append((words, text))
    assert wrong == []


# Numbers of our own rules, which are never one.
NEVER_ONE = {"cap", "arrival_cap", "smallest", "weight", "weeks", "most", "n", "days", "longest"}
NEVER_ONE |= {"point_max", "cap_medians"}
NO_NUMBERS = {"key", "label", "platform"}
# Decimals, which English never bends, and signals that begin with several people or many points.
UNBENT = {
    "%(mean)s points a cadre",
    "%(people)s cadres handed in within the same %(minutes)s minutes, on %(times)s days",
    "%(people)s cadres, texts %(percent)s%% the same or more",
    "%(points)s points in 7 days, %(times)s times the median of active cadres",
}


def bent_words(catalog: Catalog) -> set[str]:
    """Words that stand in the plural of some sentence and not in its singular: points, people."""
    pairs = [one.string for one in catalog if isinstance(one.string, tuple)]
    return {
        word
        for one, many in pairs
        for word in set(re.findall(r"\w+", many)) - set(re.findall(r"\w+", one))
        if len(word) > 3 and word not in ("them", "have", "were")
    }


def test_nothing_in_english_counts_without_bending() -> None:
    catalog = stored("en")
    many = "|".join(sorted(bent_words(catalog)))
    counts = re.compile(rf"%\((\w+)\)s(?:</?\w+>)* (?:\w+ )?(?:{many})\b")
    guilty = [
        one.string
        for one in catalog
        if isinstance(one.string, str) and one.string not in UNBENT
        for gap in counts.findall(one.string)
        if gap not in NEVER_ONE | NO_NUMBERS
    ]
    assert guilty == []


class _Bare(HTMLParser):
    """Gathers what stands on a page outside of every look-up."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        for name, value in attrs:
            spoken = name in SPOKEN or (name.startswith("data-") and " " in (value or ""))
            if spoken and bare(value or ""):
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if (
            bare(data)
            and not MARKUP.search(data)
            and not {"code", "script"} & set(self.inside[-2:])
        ):
            self.found.append(data.strip())


def bare(text: str) -> bool:
    return any(word not in NAMES for word in LETTERS.findall(re.sub(r"&\w+;", "", text)))


def literals(node: nodes.Node, words: bool = True) -> Iterator[str]:
    """Constants in expressions that read like words, outside of look-ups and of keys."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in LOOKED_UP:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and words:
        if WORDS.match(node.value) and not NAMES & {node.value} and "=" not in node.value:
            yield node.value
        return
    for child in node.iter_child_nodes():
        # keys, and what is told to htmx
        key = isinstance(node, nodes.Pair) and (
            child is node.key or str(getattr(node.key, "value", "")).startswith("hx-")
        )
        kept_apart = isinstance(node, nodes.Compare | nodes.Getitem | nodes.Test)
        named = isinstance(node, nodes.Import | nodes.FromImport | nodes.Include | nodes.Extends)
        yield from literals(child, not (key or kept_apart or named))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_hold_no_words_outside_of_look_ups(path: Path) -> None:
    source = path.read_text()
    page = _Bare()
    html = TRANSLATED.sub("", COMMENT.sub("", source))
    page.feed(STATEMENT.sub("", EXPRESSION.sub("", html)))
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)  # noqa: S701 - not rendered
    assert page.found == []
    assert [*literals(tree)] == []


def test_refusals_are_told_in_sentences_that_can_be_looked_up() -> None:
    """Words put together on the spot are in no catalogue."""
    guilty = []
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            told = {"Refusal": 1, "TooOften": 0, "Fault": 1, "flash": 0, "Nowhere": 0}.get(name)
            if told is None or "cli" in path.parts or len(node.args) <= told:
                continue
            if isinstance(node.args[told], ast.JoinedStr | ast.BinOp):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


def test_what_is_said_stands_in_the_source_word_by_word() -> None:
    """Gathering reads the source, so a sentence is a constant there, or the name of one."""
    guilty = []
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ("said", "counted", "noted") and not constant(node.args[0]):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


def constant(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return constant(node.body) and constant(node.orelse)
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "noted"
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def test_a_sentence_reads_as_indonesian_until_it_is_told() -> None:
    words = counted("Papan ini memuat %(num)s baris; inilah yang terakhir.", 1750)
    assert words == "Papan ini memuat 1.750 baris; inilah yang terakhir."
    assert tell(words, "en") == "This board has 1,750 rows; this is the last one."
    assert tell(str(words), "en") == words, "what nobody said is not known"


def test_a_sentence_bends_by_its_number() -> None:
    told = [tell(counted("%(num)s hari lalu", days), "en") for days in (1, 2, 1200)]
    assert told == ["1 day ago", "2 days ago", "1,200 days ago"]


def test_a_sentence_inside_of_another_is_told_too() -> None:
    words = said(
        "minggu sampai %(day)s",
        day=said("%(day)s %(month)s %(year)s", day=2, month=said("Mei"), year="2026"),
    )
    assert words == "minggu sampai 2 Mei 2026"
    assert tell(words, "en") == "the week until 2 May 2026"


def test_what_was_written_down_is_known_again() -> None:
    for written in ("Memuat #AirBersih", "Tidak memuat tautan tantangan"):
        again = recalled(written)
        assert isinstance(again, Said) and again == written
    assert tell(recalled("Tidak memuat tautan tantangan"), "en") == (
        "Does not contain the link of the challenge"
    )
    assert recalled("Apa saja") == "Apa saja"
    assert not isinstance(recalled("Apa saja"), Said)


def test_a_percent_sign_is_written_twice() -> None:
    assert said("%(n)s%% dari semua", n=40) == "40% dari semua"
    assert recalled(said(noted("%(n)s%% uji"), n=40)).values == {"n": "40"}
