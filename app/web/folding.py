"""Templates in every language at no cost: words are looked up when a template is compiled.

A template is compiled once for each language it is read in, and all words in it become those of
that language, as if somebody had written them there:

    {{ _("Halo, %(name)s", name=name) }}            text, escaped like any other
    {{ counted("%(num)s poin", row.points) }}       text that bends by a number ("1 point")
    {% trans n=n %}<b>{{ n }}</b> orang{% endtrans %}   words with markup among them
    {{ _(refusal) }}                                 known only when a page is made: looked up then
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from app.web.format import writing
from app.web.languages import spoken
from app.words.catalogues import LANGUAGES, OWN, catalogue, tell

GAP = re.compile(r"%\((\w+)\)s|(%%)")
TEXT, TEXT_COUNTED = "_", "counted"
MARKUP, MARKUP_COUNTED = "gettext", "ngettext"  # what `{% trans %}` becomes

_Gaps = dict[str, nodes.Expr]


class Bilingual(Environment):
    """Flask's environment, which has another one beside it for every other language."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, extensions=["jinja2.ext.i18n"], **options)
        self.code_generator_class = _Folded
        self.newstyle_gettext = True
        self.policies["ext.i18n.trimmed"] = True
        self.language = OWN
        self.others: dict[str, Bilingual] = {}

    def get_or_select_template(
        self, template_name_or_list: Any, parent: Any = None, globals: Any = None
    ) -> Template:
        """The template in the language of whoever asks; what it includes comes along in that."""
        there = self.others.get(spoken(), self)
        return super(Bilingual, there).get_or_select_template(
            template_name_or_list, parent, globals
        )

    def speak(self, language: str, filters: Mapping[str, Callable], tell: Callable) -> None:
        """How a language writes numbers and dates, and finds words when a page is made."""
        there = self
        if language != OWN:
            there = self.others[language] = cast(Bilingual, self.overlay())
            there.filters, there.globals = {**self.filters}, {**self.globals}
        there.language = language
        there.filters |= filters
        cast(dict[str, Any], there.globals).update({TEXT: tell, "language": language})


def register(app: Flask) -> None:
    """Let templates speak every language that there is, with all that they were given until now."""
    environment = cast(Bilingual, app.jinja_env)
    cast(dict[str, Any], environment.globals)["languages"] = LANGUAGES
    for language in LANGUAGES:
        environment.speak(language, writing(language).filters(), partial(_told, language))


def _told(language: str, words: str, **values: object) -> str:
    return tell(words, language, values)


class _Folded(CodeGenerator):
    """Writes a template's code after its words were put in."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Once a template and language."""
        folding = _Folding(cast(Bilingual, self.environment).language)
        super().visit_Template(folding.visit(node), frame)


class _Folding(NodeTransformer):
    """Puts the words of one language in the place of every call that looks words up."""

    def __init__(self, language: str) -> None:
        self.known = catalogue(language)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja's name
        """A call with constant words becomes those words around what fills their gaps."""
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        words = [one.value for one in node.args if isinstance(one, nodes.Const)]
        gaps = {one.key: one.value for one in node.kwargs}
        if name in (TEXT, MARKUP) and len(words) == 1:
            found = _filled(self.known.gettext(words[0]), gaps, safe=name == MARKUP)
        elif name == TEXT_COUNTED and words:
            written = nodes.Filter(node.args[1], "points", [], [], None, None)
            found = self._counted(words[0], words[0], node.args[1], {"num": written} | gaps)
        elif name == MARKUP_COUNTED and len(words) == 2:
            number = node.args[2]
            found = self._counted(*words, number, {"num": number} | gaps, safe=True)
        else:
            return node
        return cast(nodes.Expr, found.set_lineno(node.lineno))

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        """What is written one after the other need not be put together before."""
        self.generic_visit(node)
        node.nodes = [
            part
            for one in node.nodes
            for part in (one.nodes if isinstance(one, nodes.Concat) else [one])
        ]
        return node

    def _counted(
        self, one: str, many: str, number: nodes.Expr, gaps: _Gaps, safe: bool = False
    ) -> nodes.Expr:
        one, many = (self.known.ngettext(one, many, sample) for sample in (1, 2))
        if one == many:
            return _filled(one, gaps, safe)
        is_one = nodes.Compare(number, [nodes.Operand("eq", nodes.Const(1))])
        return nodes.CondExpr(is_one, _filled(one, gaps, safe), _filled(many, gaps, safe))


def _filled(words: str, gaps: _Gaps, safe: bool) -> nodes.Expr:
    parts: list[nodes.Expr] = []
    at = 0
    for gap in GAP.finditer(words):
        parts += [_words(words[at : gap.start()], safe)]
        parts += [nodes.Const("%") if gap[2] else gaps[gap[1]]]
        at = gap.end()
    parts += [_words(words[at:], safe)]
    return nodes.Concat(parts) if len(parts) > 1 else parts[0]


def _words(words: str, safe: bool) -> nodes.Expr:
    return nodes.MarkSafe(nodes.Const(words)) if safe else nodes.Const(words)
