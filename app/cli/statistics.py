"""Fresh statistics after a bulk load, so that the next query is planned for what is there.

Only the owner of a table may do it; the app's own role may not.
"""

from flask import current_app
from sqlalchemy import create_engine, pool, text

LOADED = ("units", "cadres", "memberships", "entries", "totals", "daily_points", "unit_totals")


def refresh() -> None:
    """Analyze the tables that bulk loads fill; some seconds for millions of rows."""
    url = current_app.config["SETTINGS"].database_owner_url
    engine = create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ANALYZE {', '.join(LOADED)}"))
    engine.dispose()
