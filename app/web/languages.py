"""`/bahasa`: in which language a request is answered: what she chose, else this device's, else
Indonesian. A phone's own setting is not asked: many are set to English by people who read none.
"""

from typing import cast

from babel import Locale
from babel.support import Translations
from flask import Blueprint, Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from werkzeug.wrappers import Response as AnyResponse

from app.cadres import appearance
from app.db import transaction
from app.web.guards import public, safe_return
from app.web.htmx import go
from app.web.session import current
from app.words.catalogues import LANGUAGES, OWN, catalogue, tell

COOKIE = "bahasa"
KEPT_S = 365 * 24 * 3600
LOCALES = {language: Locale.parse(language) for language in LANGUAGES}  # parsing takes its time

bp = Blueprint("languages", __name__)


@bp.post("/bahasa")
@public
def choose() -> AnyResponse:
    """Keep a choice on this device, and with the cadre when she is signed in; then go back."""
    chosen = request.form.get("bahasa", "")
    answer = go(safe_return(request.form.get("kembali", "")) or "/")
    if chosen not in LANGUAGES:
        return answer
    actor = current()
    if actor:
        with transaction():
            appearance.speak(actor.id, chosen)
    answer.set_cookie(
        COOKIE,
        chosen,
        max_age=KEPT_S,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure_cookies,
    )
    return answer


def spoken() -> str:
    """The language of this request; outside of one, Indonesian."""
    locale = get_locale() if has_request_context() else None
    return locale.language if locale else OWN


def told(words: str, **values: object) -> str:
    """Words as whoever asks reads them; doors import it as `_`."""
    return tell(words, spoken(), values)


class _Domain(Domain):
    """Flask-Babel's way to the catalogues, which are read from what people edit."""

    def get_translations(self) -> Translations:
        """That of whoever asks."""
        return cast(Translations, catalogue(spoken()))


def register(app: Flask) -> None:
    """Let Flask-Babel know who asks; tell readers and caches in which language a page is."""
    babel = Babel(configure_jinja=False)  # templates are compiled for a language, see `folding.py`
    babel.init_app(app, default_locale=OWN, locale_selector=_chosen)
    babel.domain_instance = _Domain()

    @app.after_request
    def name_language(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Language", spoken())
            response.vary.add("Cookie")
        return response


def _chosen() -> Locale:
    actor = current()
    wanted = (actor and actor.language) or request.cookies.get(COOKIE, OWN)
    return LOCALES.get(wanted, LOCALES[OWN])
