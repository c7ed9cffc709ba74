"""Why a month of the ledger stays where it is."""

from app.errors import Refusal


class NoSuchMonth(Refusal):
    """There is no such part of the ledger, or it was detached already."""

    def __init__(self, month: str) -> None:
        super().__init__("no_such_month", f"Buku poin tidak punya bulan {month}.")


class StillCounting(Refusal):
    """What is counted in the month may still change."""

    def __init__(self, month: str, until: str) -> None:
        words = f"Bulan {month} masih dihitung, paling cepat dilepas sesudah {until}."
        super().__init__("still_counting", words)
