"""`/akun`: a cadre's own accounts on platforms, linked and unlinked by herself alone."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts import linking, polling
from app.campaigns.policy import mode_of, policies
from app.db import transaction
from app.errors import Fault, NotFound, Refusal
from app.providers import PROVIDERS, bluesky, configured, get
from app.providers.base import Provider
from app.submissions.keeping import KEEPING
from app.submissions.strategies import GRADES, provers
from app.web.guards import public, signed_in
from app.web.htmx import go
from app.web.languages import told as _
from app.web.refusals import Typed, refused, typed
from app.web.security import CSP, LIMIT_ASKING, limiter
from app.web.session import me
from app.words import said

bp = Blueprint("accounts", __name__)

WHERE_MAX = 300


@bp.get("/akun")
@signed_in
def index() -> Response:
    """Every platform, what is linked there, and what we read."""
    page = render_template("accounts/index.html", errors={}, form=Typed(), **_mine())
    return _may_leave(make_response(page))


@bp.get("/akun/bluesky/client-metadata.json")
@public
def client_metadata() -> dict[str, object]:
    """Who we are, for the servers on which people of Bluesky sign in."""
    ours = current_app.config["SETTINGS"].party_name
    return bluesky.client_metadata(_callback(bluesky.KEY), ours)


@bp.post("/akun/<provider>/tautkan")
@limiter.limit(LIMIT_ASKING)
@signed_in
def start(provider: str) -> AnyResponse | str:
    """To the platform's own consent page; where only she knew the host, by a page that names it.

    A platform that is switched off is not there.
    """
    if mode_of(get(provider).key, clock.now()) == "off":
        raise NotFound
    where = request.form.get("di", "")[:WHERE_MAX]
    mine = me().id, me().session_id
    try:
        departure = linking.start(*mine, provider, _callback(provider), where)
    except (Refusal, Fault) as problem:
        return _again(problem, provider)
    label, there = PROVIDERS[provider].label, departure.url
    if get(provider).consent_origin:
        return go(there)
    host = urlsplit(departure.issuer).netloc
    return render_template("accounts/leave.html", label=label, host=host, there=there)


@bp.get("/akun/<provider>/kembali")
@signed_in
def returned(provider: str) -> AnyResponse:
    """Back from the platform, with a code or with a "no"."""
    answer = request.args.to_dict()
    callback = _callback(provider)
    try:
        state = answer.pop("state", "")
        linking.returned(state, answer, me().id, me().session_id, provider, callback)
    except (Refusal, Fault) as problem:
        return _again(problem)
    return go(url_for("accounts.confirmation", provider=provider))


@bp.get("/akun/<provider>/konfirmasi")
@signed_in
def confirmation(provider: str) -> AnyResponse | str:
    """Whose account it is, before anything is linked."""
    label = get(provider).label
    identity = linking.waiting(me().id, me().session_id, provider)
    if identity is None:
        return go(url_for("accounts.index"))
    return render_template("accounts/confirm.html", key=provider, label=label, identity=identity)


@bp.post("/akun/<provider>/konfirmasi")
@signed_in
def confirm(provider: str) -> AnyResponse:
    """ "Ini akun saya", or not."""
    label = get(provider).label
    mine = me().id, me().session_id, provider
    if request.form.get("jawaban") != "ya":
        linking.cancel(*mine)
        flash(_("Akun %(label)s itu tidak jadi ditautkan.", label=label))
        return go(url_for("accounts.index"))
    try:
        known_as = linking.confirm(*mine, request.form.get("subject", ""))
    except Refusal as refusal:
        return _again(refusal)
    flash(_("Akun %(label)s %(known_as)s sudah tertaut.", label=label, known_as=known_as))
    return go(url_for("accounts.index"))


@bp.post("/akun/<provider>/cari")
@signed_in
def look(provider: str) -> AnyResponse:
    """Let us look for new posts of this account by ourselves, or no more."""
    on = request.form.get("cari") == "ya"
    with transaction():
        polling.wish(me().id, provider, on)
    label = PROVIDERS[provider].label
    words = said("Unggahan %(label)s Anda tidak dicarikan lagi.", label=label)
    if on:
        words = said("Unggahan %(label)s Anda akan dicarikan.", label=label)
    flash(_(words))
    return go(url_for("accounts.index"))


@bp.post("/akun/<provider>/lepas")
@signed_in
def unlink(provider: str) -> AnyResponse:
    """Forget the grant and give it back."""
    account = linking.accounts_of(me().id).get(provider)
    if account is None:
        raise NotFound
    label, known_as = PROVIDERS[provider].label, account.known_as
    signs_in = issubclass(PROVIDERS[provider], Provider)
    told = linking.unlink(account.id, me().id)
    words = said("Akun %(label)s %(known_as)s sudah dilepas.", label=label, known_as=known_as)
    if signs_in and not told:
        words = said(
            "%(words)s Hapus juga izinnya di pengaturan %(label)s.", words=words, label=label
        )
    flash(_(words))
    return go(url_for("accounts.index"))


def _callback(provider: str) -> str:
    get(provider)
    return f"{current_app.config['SETTINGS'].public_url}/akun/{provider}/kembali"


def _again(problem: Refusal | Fault, asked: str = "") -> Response:
    """The list again, with what went wrong above it or at the field of the platform that was
    `asked`; a platform's failure is a 503."""
    if isinstance(problem, Refusal):
        field = problem.field and f"{problem.field}-{asked}"
        there = Refusal(problem.code, problem.words, field)
        return _may_leave(refused("accounts/index.html", there, **_mine(asked)))
    errors = {"": problem.words}
    page = render_template("accounts/index.html", errors=errors, form=typed(), **_mine(asked))
    return _may_leave(make_response(page, 503))


def _mine(asked: str = "") -> dict[str, object]:
    """Every platform that is switched on, or was when she linked an account there."""
    standing = policies(clock.now())
    on = [one.key for one in configured() if standing[one.key].mode != "off"]
    accounts = linking.accounts_of(me().id)
    return {
        "policies": standing,
        "grades": [(one, GRADES[one], provers(one)) for one in GRADES],
        "keeping": [(key, one.words) for key, one in KEEPING.items()],
        "platforms": [
            {
                "key": key,
                "label": one.label,
                "advice": one.advice,
                "where": one.where if issubclass(one, Provider) else None,
                "on": key in on,
                "signs_in": issubclass(one, Provider),
                "account": accounts.get(key),
            }
            for key, one in PROVIDERS.items()
            if key in on or key in accounts
        ],
        "asked": asked,
    }


def _may_leave(response: Response) -> Response:
    """Browsers hold a form's redirect to the page's policy: let it reach the platforms' sign-in."""
    hosts = [urlsplit(one.consent_origin) for one in configured() if one.consent_origin]
    sources = [source for host in hosts for source in _sources(host.scheme, host.netloc)]
    allowed = " ".join(["form-action 'self'", *sources])
    response.headers["Content-Security-Policy"] = CSP.replace("form-action 'self'", allowed)
    return response


def _sources(scheme: str, netloc: str) -> list[str]:
    """The host itself; a platform's also by its subdomains, to which it may pass people on."""
    own = f"{scheme}://{netloc}"
    return [own, f"{scheme}://*.{netloc}"] if scheme == "https" else [own]
