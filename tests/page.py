"""Opening a page the way every test opens one: each page is also checked as a document."""

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from tests import canary


class Page:
    """A parsed answer. `.text` is what a reader sees, `.soup` the tree."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.soup = BeautifulSoup(self.html, "html.parser")
        self.text = " ".join(self.soup.get_text(" ").split())

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
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"ids stand twice: {twice}"
    assert not soup.find_all(style=True), "inline style would break the content policy"
    for script in soup.find_all("script"):
        assert script.get("src"), "inline script would break the content policy"
    _check_forms(soup, set(ids))
    return page


def _check_forms(soup: BeautifulSoup, ids: set[str]) -> None:
    for form in soup.find_all("form"):
        assert form.get("action"), "a form without action depends on the address"
        if str(form.get("method", "get")).lower() == "post":
            assert form.find("input", {"name": "csrf_token"}), f"no form token: {form['action']}"
    labels = {str(tag["for"]) for tag in soup.find_all("label", attrs={"for": True})}
    for control in soup.find_all(["input", "select", "textarea"]):
        if control.get("type") in ("hidden", "submit"):
            continue
        named = (
            control.get("id") in labels
            or control.get("aria-label")
            or control.get("aria-labelledby")
            or control.find_parent("label")
        )
        assert named, f"a control without a label: {control.get('name')}"
    for tag in soup.find_all(attrs={"hx-target": True}):
        target = str(tag["hx-target"])
        if target.startswith("#") and soup.html is not None:
            assert target[1:] in ids, f"hx-target {target} is not on the page"
