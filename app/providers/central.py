"""What platforms with one centre have in common: a consent page and an API at fixed addresses."""

from app.providers.base import Provider, Registration
from app.providers.wire import origin


class Central(Provider):
    """A platform that is asked in one place, with the grant of one cadre at a time."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration)
        self._api = registration.options["api_url"]
        self._authorize = registration.options["authorize_url"]
        self.issuer = origin(self._authorize)
        self.consent_origin = self.issuer
