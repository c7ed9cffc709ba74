"""Opening a page the way every test opens one: each page is also checked as a document."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests import canary

CONTROLS = {"input", "select", "textarea"}


class Page:
    """An answer, parsed once somebody looks into it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def text(self) -> str:
        """What a reader sees."""
        return " ".join(self.soup.get_text(" ").split())

    def token(self) -> str:
        """The form token of the page."""
        found = self.soup.find("input", {"name": "csrf_token"})
        assert found is not None, "the page has no form token"
        return str(found["value"])

    def error_at(self, field: str) -> str:
        """Words shown at a field, found through its aria-describedby."""
        control = self.soup.find(attrs={"name": field})
        assert control is not None, f"no field {field}"
        assert control.get("aria-invalid") == "true", f"{field} is not marked as wrong"
        words = [
            part.get_text(" ", strip=True)
            for name in str(control.get("aria-describedby", "")).split()
            if (part := self.soup.find(id=name))
        ]
        return " ".join(words)


def check(page: Page) -> Page:
    """What holds on every page: no secret, language, title, labels, ids, forms, nothing inline."""
    soup = page.soup
    assert not canary.sings(f"{page.response.headers}{page.html}"), "a page shows a secret"
    moved = 300 <= page.status < 400
    if moved or page.response.mimetype != "text/html" or not page.html.strip():
        return page
    if soup.html is not None:
        named = page.response.headers.get("Content-Language")
        assert soup.html.get("lang") == named, "the page names another language than it has"
        assert soup.title and soup.title.get_text(strip=True), "the page has no title"
        assert soup.find("main"), "the page has no main part"
        assert len(soup.find_all("h1")) == 1, "a page has one heading of the first rank"
    tags = soup.find_all(True)  # walked once: to search the tree for each rule takes longer
    ids = Counter(str(tag["id"]) for tag in tags if "id" in tag.attrs)
    twice = {name for name, times in ids.items() if times > 1}
    assert not twice, f"ids stand twice: {twice}"
    whole = soup.html is not None
    for tag in tags:
        assert "style" not in tag.attrs, "inline style would break the content policy"
        if tag.name == "script":
            assert tag.get("src"), "inline script would break the content policy"
        target = str(tag.get("hx-target", ""))
        if whole and target.startswith("#"):
            assert target[1:] in ids, f"hx-target {target} is not on the page"
    _check_forms(tags)
    return page


def _check_forms(tags: Sequence[Tag]) -> None:
    for form in tags:
        if form.name == "form":
            _check_form(form)
    labels = {str(tag["for"]) for tag in tags if tag.name == "label" and "for" in tag.attrs}
    for control in tags:
        if control.name not in CONTROLS or control.get("type") in ("hidden", "submit"):
            continue
        named = (
            control.get("id") in labels
            or control.get("aria-label")
            or control.get("aria-labelledby")
            or control.find_parent("label")
        )
        assert named, f"a control without a label: {control.get('name')}"


def _check_form(form: Tag) -> None:
    assert form.get("action"), "a form without action depends on the address"
    if str(form.get("method", "get")).lower() == "post":
        assert form.find("input", {"name": "csrf_token"}), f"no form token: {form['action']}"
