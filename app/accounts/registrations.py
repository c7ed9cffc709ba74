"""How we are known to the instances of networks without a centre: one registration for each.

Providers ask through `providers.base.Clients` and know no database; this is what answers them.
"""

import json
from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.accounts.models import ClientRegistration
from app.db import session, transaction
from app.sealing import SealBroken, seal, unseal

CLIENT, NOBODY = "client", 0  # sealed for no cadre: a registration is the party's


class Registrations:
    """Registrations in our database; each call is a transaction of its own."""

    def find(self, provider: str, host: str) -> Mapping[str, str] | None:
        """What the instance gave us when we registered there; None if it never did."""
        with transaction():
            row = session().get(ClientRegistration, (provider, host), populate_existing=True)
            sealed = row.client if row else None
        if sealed is None:
            return None
        try:
            return json.loads(unseal(sealed, CLIENT, NOBODY, provider))
        except SealBroken:
            return None

    def keep(self, provider: str, host: str, client: Mapping[str, str]) -> Mapping[str, str]:
        """Remember a registration; of two made at once the first one stays, and is given back."""
        sealed = seal(json.dumps(dict(client)).encode(), CLIENT, NOBODY, provider)
        made = insert(ClientRegistration).values(
            provider=provider, host=host, client=sealed, registered_at=clock.now()
        )
        with transaction():
            session().execute(made.on_conflict_do_nothing())
        return self.find(provider, host) or client

    def forget(self, provider: str, host: str) -> None:
        """The instance no longer knows us, or our key is lost: register anew next time."""
        here = ClientRegistration.provider == provider, ClientRegistration.host == host
        with transaction():
            session().execute(delete(ClientRegistration).where(*here))
