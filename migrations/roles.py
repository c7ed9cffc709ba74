"""Which database role the application uses, so that migrations can grant it just enough."""

from alembic import op
from flask import current_app
from sqlalchemy import make_url


def app_role() -> str | None:
    """The quoted role the app signs in with, or None when the owner itself runs the app."""
    settings = current_app.config["SETTINGS"]
    app_user = make_url(settings.database_url).username
    owner = make_url(settings.database_owner_url).username
    if not app_user or app_user == owner:
        return None
    return op.get_bind().dialect.identifier_preparer.quote(app_user)
