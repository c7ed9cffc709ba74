"""Rows as a file. Pure. What people typed is never run: no cell begins like a formula.

OWASP "CSV Injection": a leading = + - @, tab or carriage return makes a spreadsheet reckon.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter

RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTE = "'"
HEAD = 1  # the row of heads, below the mark
EVERY = 250  # rows between two words on how far it is
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int | None
Row = Sequence[Cell]
Told = Callable[[int], None]


def safe(value: Cell) -> Cell:
    """The same cell, quoted if a spreadsheet would run it."""
    if isinstance(value, str) and value.lstrip(" ").startswith(RUN):
        return QUOTE + value
    return value


def written(format: str, mark: str, head: Sequence[str], rows: Iterable[Row], told: Told) -> bytes:
    """The whole file: a first row with who took it and when, the heads, the rows. `told` hears
    how many rows are done."""
    lines = _counted([[mark], [*head], *rows], told)
    return _csv(lines) if format == "csv" else _xlsx(lines)


def _counted(lines: Iterable[Row], told: Told) -> Iterable[list[Cell]]:
    for number, line in enumerate(lines, -1):
        yield [safe(cell) for cell in line]
        if number > 0 and number % EVERY == 0:
            told(number)


def _csv(lines: Iterable[list[Cell]]) -> bytes:
    """With a mark of its encoding, without which spreadsheets guess another."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(lines: Iterable[list[Cell]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Gelanggang")
        bold = book.add_format({"bold": True})
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                shown = "" if cell is None else cell
                write(number, column, shown, bold if number == HEAD else None)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 12, 18)
    return out.getvalue()
