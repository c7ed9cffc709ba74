"""No cell that somebody typed is run by a spreadsheet. Pure."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.cells import RUN, safe, written

EVIL = ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("https://jahat")']


def file(format: str, *cells: object) -> bytes:
    return written(format, "=tanda", ["Nama"], [[cell] for cell in cells], lambda _: None)


@pytest.mark.parametrize("typed", EVIL)
def test_what_looks_like_a_formula_is_quoted(typed: str) -> None:
    assert safe(typed) == f"'{typed}"


def test_numbers_and_names_stay_as_they_are() -> None:
    assert [safe(one) for one in (-5, None, "Siti", "0812-3456", "")] == [
        -5,
        None,
        "Siti",
        "0812-3456",
        "",
    ]


@given(st.text())
def test_no_cell_of_a_csv_begins_like_a_formula(typed: str) -> None:
    rows = list(csv.reader(io.StringIO(file("csv", typed).decode("utf-8-sig"), newline="")))
    assert all(not cell.lstrip(" ").startswith(RUN) for row in rows for cell in row)


def test_no_cell_of_an_xlsx_is_a_formula_or_a_link() -> None:
    with zipfile.ZipFile(io.BytesIO(file("xlsx", *EVIL, "https://partai.example", 7))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert "<v>7</v>" in sheet
    assert "'=1+1" in strings and "'=tanda" in strings


def test_it_says_how_far_it_is() -> None:
    heard: list[int] = []
    written("csv", "", ["Nama"], [["Siti"]] * 1000, heard.append)
    assert heard == [250, 500, 750, 1000]
