"""Fresh statistics after a bulk load, so that the next query is planned for what is there."""

from sqlalchemy import text

from app.cli.owner import as_owner

LOADED = ("units", "cadres", "memberships", "entries", "totals", "daily_points", "unit_totals")


def refresh() -> None:
    """Analyze the tables that bulk loads fill; some seconds for millions of rows."""
    with as_owner() as connection:
        connection.execute(text(f"ANALYZE {', '.join(LOADED)}"))
