"""Fresh statistics after a bulk load, so that the next query is planned for what is there."""

from sqlalchemy import text

from app.cli.owner import as_owner

LEDGER = ("entries", "entry_keys", "totals", "daily_points", "unit_totals")
LOADED = ("units", "cadres", "memberships", *LEDGER)


def refresh(*tables: str) -> None:
    """Analyze these tables, or those that bulk loads fill; some seconds for millions of rows."""
    with as_owner() as connection:
        connection.execute(text(f"ANALYZE {', '.join(tables or LOADED)}"))
