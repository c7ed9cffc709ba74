"""The number of a page, as an address names it."""

LAST_PAGE = 10_000


def page_number(typed: str) -> int:
    """From 1 to `LAST_PAGE`; whatever is no such number means the first page."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return min(max(number, 1), LAST_PAGE)
