"""The style page: nothing that pages are built of is missing on it."""

from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from jinja2 import nodes
from jinja2.runtime import Macro

from tests.conftest import Browser

COMPONENTS = Path(__file__).parents[2] / "templates/components"


def test_every_component_is_shown_on_the_style_page_in_every_state(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[tuple[str, str], set[Any]] = defaultdict(set)
    invoke = Macro._invoke

    def noted(macro: Macro, arguments: list[Any], autoescape: bool) -> str:
        place = Path(macro._func.__code__.co_filename).name
        shown[place, macro.name].update(one for one in arguments if isinstance(one, str))
        return invoke(macro, arguments, autoescape)

    monkeypatch.setattr(Macro, "_invoke", noted)
    page = browser.get("/gaya")
    there_are = {
        (path.name, macro.name): states(macro)
        for path in COMPONENTS.glob("*.html")
        for macro in app.jinja_env.parse(path.read_text()).find_all(nodes.Macro)
    }
    assert len(there_are) > 50
    assert sorted(there_are.keys() - shown.keys()) == []
    missing = {one: known - shown[one] for one, known in there_are.items() if known - shown[one]}
    assert missing == {}
    for tag in page.soup.select("main img"):
        assert browser.client.get(urljoin("/", str(tag["src"]))).mimetype == "image/webp"


def states(macro: nodes.Macro) -> set[str]:
    """What a component tells apart by a table of its own."""
    tables = (one.node for one in macro.find_all(nodes.Getitem))
    return {pair.key.value for one in tables if isinstance(one, nodes.Dict) for pair in one.items}
