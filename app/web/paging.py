"""The number of a page, as an address names it."""

LAST_PAGE = 10_000


def page_number(typed: str, last: int = LAST_PAGE) -> int:
    """From 1 to `last`; whatever is no such number means the first page."""
    return min(whole_number(typed) or 1, last)


def whole_number(typed: str) -> int | None:
    """A number of at most nine digits, also as it is written ("1.250"); None for anything else."""
    digits = typed.strip().replace(".", "")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    return number or None
