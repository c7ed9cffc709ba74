"""What walks through the pages may take for granted about the sheets."""

import re
from pathlib import Path

SHEETS = Path(__file__).resolve().parents[2] / "static" / "css"
WIDER = re.compile(r"@media \(min-width[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOURED = re.compile(r"(?<![\w-])(color|background(-color)?):")
# Looked at by day and night at every width.
ON_DESKS = (".rail", ".nav", ".month", ".map")


def test_no_sheet_changes_colours_with_the_width_of_the_screen() -> None:
    found = [
        f"{sheet.name}: {selector.strip()}"
        for sheet in SHEETS.rglob("*.css")
        for block in WIDER.findall(sheet.read_text())
        for selector, body in RULE.findall(block)
        if COLOURED.search(body) and not selector.strip().startswith(ON_DESKS)
    ]
    assert found == []
    assert any(WIDER.search(sheet.read_text()) for sheet in SHEETS.rglob("*.css"))
