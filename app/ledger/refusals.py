"""Why a month of the ledger stays where it is."""

from app.errors import Refusal
from app.words import said


class NoSuchMonth(Refusal):
    """There is no such part of the ledger, or it was detached already."""

    def __init__(self, month: str) -> None:
        super().__init__(
            "no_such_month", said("Buku poin tidak punya bulan %(month)s.", month=month)
        )


class StillCounting(Refusal):
    """What is counted in the month may still change."""

    def __init__(self, month: str, until: str) -> None:
        words = said(
            "Bulan %(month)s masih dihitung, paling cepat dilepas sesudah %(until)s.",
            month=month,
            until=until,
        )
        super().__init__("still_counting", words)
