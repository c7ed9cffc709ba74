"""What the source promises about itself: one commit, small files, honest templates, a true map."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
FILE_MAX = 400
FUNCTION_MAX = 50
TEMPLATE_MAX = 120
# A longer function needs a reason here.
LONG_FUNCTIONS: dict[str, str] = {}


def sources() -> list[Path]:
    return sorted(APP.rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_only_the_database_door_commits() -> None:
    guilty = [
        name_of(path)
        for path in sources()
        if ".commit(" in path.read_text() and path != APP / "db.py"
    ]
    assert guilty == []


@pytest.mark.parametrize("folder", ["app", "simulator", "bench"])
def test_files_stay_short_enough_to_read(folder: str) -> None:
    long = {
        name_of(path): lines
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > FILE_MAX
    }
    assert long == {}


@pytest.mark.parametrize("folder", ["app", "simulator", "bench"])
def test_functions_stay_short_enough_to_read(folder: str) -> None:
    long = {
        f"{name_of(path)}:{one.name}": one.end_lineno - one.lineno + 1
        for path in (ROOT / folder).rglob("*.py")
        for one in functions(path)
        if (one.end_lineno or 0) - one.lineno + 1 > FUNCTION_MAX
    }
    assert {name: size for name, size in long.items() if name not in LONG_FUNCTIONS} == {}


def test_nothing_is_imported_inside_a_function() -> None:
    guilty = [
        f"{name_of(path)}:{one.name}"
        for path in sources()
        if "cli" not in path.parts
        for one in functions(path)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(one))
    ]
    assert guilty == []


def test_request_and_session_of_the_web_stay_at_the_doors() -> None:
    words = re.compile(r"^from flask import .*\b(request|session|g)\b", re.MULTILINE)
    guilty = [
        name_of(path)
        for path in sources()
        if "web" not in path.parts and words.search(path.read_text())
    ]
    assert guilty == []


def test_every_package_says_what_it_owns() -> None:
    poor = []
    for init in APP.glob("*/__init__.py"):
        words = (ast.get_docstring(ast.parse(init.read_text())) or "").lower()
        if not all(part in words for part in ("owns:", "not know:", "begin ")):
            poor.append(name_of(init))
    assert poor == []


def test_public_functions_say_why_they_are_there() -> None:
    silent = [
        f"{name_of(path)}:{one.name}"
        for path in sources()
        for one in ast.parse(path.read_text()).body
        if isinstance(one, ast.FunctionDef | ast.ClassDef)
        and not one.name.startswith("_")
        and not ast.get_docstring(one)
    ]
    assert silent == []


def test_templates_stay_short_and_live_parts_name_their_needs() -> None:
    problems = []
    for path in (ROOT / "templates").rglob("*.html"):
        lines = path.read_text().splitlines()
        if len(lines) > TEMPLATE_MAX:
            problems.append(f"{name_of(path)}: {len(lines)} lines")
        if path.name.startswith("_") and not lines[0].startswith("{# needs:"):
            problems.append(f"{name_of(path)}: no needs line")
    assert problems == []


def test_templates_carry_no_inline_script_or_style() -> None:
    words = re.compile(r"\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)|javascript:|hx-on")
    guilty = [
        name_of(path)
        for path in (ROOT / "templates").rglob("*.html")
        if words.search(path.read_text())
    ]
    assert guilty == []


def test_the_map_in_the_readme_names_every_package() -> None:
    readme = (ROOT / "README.md").read_text()
    packages = [init.parent.name for init in APP.glob("*/__init__.py")]
    top = [f"{name}/" for name in ("app", "migrations", "templates", "static", "tests")]
    top += ["simulator/", "bench/", "bin/"]
    missing = [name for name in packages + top if name not in readme]
    assert missing == []


def test_the_newest_migration_is_the_one_in_head() -> None:
    numbers = sorted(path.name[:4] for path in (ROOT / "migrations/versions").glob("0*.py"))
    assert numbers[-1] == (ROOT / "migrations/HEAD").read_text().strip()
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
