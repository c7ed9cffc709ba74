"""Linking: start → (the platform) → returned → confirm; and unlinking.

The traps of signing in elsewhere are closed here: the state is single-use, lives ten minutes, is
known only by its hash, and works only for the cadre, the session and the platform that began;
nothing is linked before the cadre has seen whose account it is and said that it is hers.

All but `accounts_of` and `waiting` ask platforms and open their own transactions.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.allowance import charge
from app.accounts.blinding import blinded
from app.accounts.models import LinkAttempt, LinkedAccount
from app.accounts.purging import withdraw
from app.accounts.refusals import (
    AlreadyLinked,
    CameFromElsewhere,
    CodeSpent,
    Denied,
    LinkOver,
    ScopesMissing,
    SecondAccount,
    TakenByAnother,
)
from app.accounts.tokens import held, keep, packed, provider_of, unpacked
from app.db import session, transaction
from app.errors import Fault, NotFound, Refusal
from app.providers import get, sign_in_at
from app.providers.base import Departure, Identity, Provider, Token
from app.sealing import SealBroken, seal, unseal

LIFE = timedelta(minutes=10)
KEPT = timedelta(hours=1)
KEPT_SECRETS, FOUND = "kept", "found"


@dataclass(frozen=True)
class Found:
    """What a platform answered and the cadre has not confirmed yet."""

    identity: Identity
    token: Token


def accounts_of(cadre_id: int) -> dict[str, LinkedAccount]:
    """A cadre's accounts by platform: those whose grant has expired too, but none unlinked."""
    mine = LinkedAccount.cadre_id == cadre_id, LinkedAccount.status != "unlinked"
    return {one.provider: one for one in session().scalars(select(LinkedAccount).where(*mine))}


def start(
    cadre_id: int, session_id: int, provider_key: str, callback_url: str, where: str = ""
) -> Departure:
    """Begin: the address of the platform's consent page, and whose page it is.

    Raises NotFound, Refusal (AlreadyLinked, or a `where` that leads nowhere), Fault.
    """
    provider = sign_in_at(provider_key)
    with transaction():
        present = accounts_of(cadre_id).get(provider_key)
    if present and present.status == "active":
        raise AlreadyLinked(provider.label, present.known_as)
    state = secrets.token_urlsafe(32)
    departure = provider.depart(state, callback_url, where)
    kept = json.dumps(dict(departure.kept)).encode()
    now = clock.now()
    with transaction() as current:
        current.execute(delete(LinkAttempt).where(LinkAttempt.expires_at < now - KEPT))
        current.add(
            LinkAttempt(
                state_hash=_hash(state),
                cadre_id=cadre_id,
                session_id=session_id,
                provider=provider_key,
                issuer=departure.issuer,
                kept=seal(kept, KEPT_SECRETS, cadre_id, provider_key),
                started_at=now,
                expires_at=now + LIFE,
            )
        )
    return departure


def returned(
    state: str,
    params: Mapping[str, str],
    cadre_id: int,
    session_id: int,
    provider_key: str,
    callback_url: str,
) -> None:
    """The platform sent the cadre back: spend the state, fetch the grant, keep it sealed.

    `params` is the query of the callback. Raises Refusal (LinkOver, CameFromElsewhere, Denied,
    CodeSpent, ScopesMissing) or Fault; the attempt is spent in any case, and nothing is linked.
    """
    provider = sign_in_at(provider_key)
    with transaction():
        issuer, kept = _claimed(state, cadre_id, session_id, provider_key)
    if params.get("iss", "" if provider.names_issuer else issuer) != issuer:
        raise CameFromElsewhere(provider.label)
    if "error" in params or not params.get("code"):
        raise Denied(provider.label)
    token = _exchanged(provider, params["code"], callback_url, kept)
    try:
        if set(provider.scopes) - set(token.scopes):
            raise ScopesMissing(provider.label)
        if provider.allowance:
            with transaction():
                charge(provider, provider.allowance.identity)
        identity = provider.identify(token)
    except (Refusal, Fault):
        _give_back(provider, token)
        raise
    with transaction():
        _remember(_hash(state), Found(identity, token), cadre_id, provider_key)


def waiting(cadre_id: int, session_id: int, provider_key: str) -> Identity | None:
    """Whose account waits for this cadre's confirmation in this session, if any."""
    attempt = _open_attempt(cadre_id, session_id, provider_key)
    found = _found(attempt)
    return found.identity if found else None


def confirm(cadre_id: int, session_id: int, provider_key: str, subject: str) -> str:
    """The cadre said "this is mine" of the account with the id `subject`: link it; its name.

    Raises LinkOver, TakenByAnother or SecondAccount; then the grant is given back.
    """
    try:
        with transaction():
            attempt = _open_attempt(cadre_id, session_id, provider_key, lock=True)
            found = _found(attempt)
            if attempt is None and (done := _linked_already(cadre_id, provider_key, subject)):
                return done
            if attempt is None or found is None or found.identity.subject != subject:
                raise LinkOver
            account = _link(cadre_id, provider_key, found.identity, found.token)
            account.handle_seen_at = attempt.returned_at
            _close(attempt)
            return account.known_as
    except Refusal:
        cancel(cadre_id, session_id, provider_key)
        raise


def cancel(cadre_id: int, session_id: int, provider_key: str) -> None:
    """The cadre said "not mine", or it may not be linked: forget it and give the grant back."""
    with transaction():
        attempt = _open_attempt(cadre_id, session_id, provider_key, lock=True)
        found = _found(attempt)
        if attempt:
            _close(attempt)
    if found:
        _give_back(sign_in_at(provider_key), found.token)


def unlink(account_id: int, cadre_id: int) -> bool:
    """Forget the grant and give it back; the row stays, so that nobody else can ever claim it.

    Says whether the platform was told; if not, the cadre ends the grant in its settings there.
    Raises NotFound for an account that is not hers, or not linked any more.
    """
    with transaction():
        mine = LinkedAccount.id == account_id, LinkedAccount.cadre_id == cadre_id
        query = select(LinkedAccount).where(*mine).with_for_update()
        account = session().scalar(query.execution_options(populate_existing=True))
        if account is None or account.status == "unlinked":
            raise NotFound
        try:
            provider, token = provider_of(account), held(account)
        except (SealBroken, Fault):
            provider = token = None
        withdraw(account)
    return bool(provider and token and _give_back(provider, token))


def adopt(cadre_id: int, provider_key: str, who: Identity) -> LinkedAccount:
    """Link an account whose ownership was proven without a sign-in. Within the caller's
    transaction. Raises TakenByAnother, SecondAccount."""
    return _link(cadre_id, provider_key, who, None)


def _claimed(
    state: str, cadre_id: int, session_id: int, provider_key: str
) -> tuple[str, dict[str, str]]:
    """Spend a state, once, for the very person, device and platform it was made for.

    Gives back the issuer that was asked and what the provider wanted kept.
    """
    now = clock.now()
    mine = (
        LinkAttempt.state_hash == _hash(state),
        LinkAttempt.cadre_id == cadre_id,
        LinkAttempt.session_id == session_id,
        LinkAttempt.provider == provider_key,
        LinkAttempt.returned_at.is_(None),
        LinkAttempt.expires_at > now,
    )
    spend = update(LinkAttempt).where(*mine).values(returned_at=now)
    row = session().execute(spend.returning(LinkAttempt.issuer, LinkAttempt.kept)).first()
    if row is None:
        raise LinkOver
    try:
        return row.issuer, json.loads(unseal(row.kept, KEPT_SECRETS, cadre_id, provider_key))
    except SealBroken:
        raise LinkOver from None


def _exchanged(provider: Provider, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
    try:
        return provider.exchange(code, callback_url, kept)
    except Fault as fault:
        if fault.kind == "revoked":
            raise CodeSpent(provider.label) from None
        raise


def _remember(state_hash: str, found: Found, cadre_id: int, provider_key: str) -> None:
    who, token = found.identity, found.token
    plain = {
        "identity": [who.subject, who.handle, who.name, who.alias],
        "token": packed(token).decode(),
        "expires_at": token.expires_at and token.expires_at.isoformat(),
        "scopes": list(token.scopes),
    }
    sealed = seal(json.dumps(plain).encode(), FOUND, cadre_id, provider_key)
    here = update(LinkAttempt).where(LinkAttempt.state_hash == state_hash)
    session().execute(here.values(found=sealed, kept=None))


def _open_attempt(
    cadre_id: int, session_id: int, provider_key: str, lock: bool = False
) -> LinkAttempt | None:
    query = (
        select(LinkAttempt)
        .where(LinkAttempt.cadre_id == cadre_id, LinkAttempt.session_id == session_id)
        .where(LinkAttempt.provider == provider_key, LinkAttempt.found.is_not(None))
        .where(LinkAttempt.finished_at.is_(None), LinkAttempt.expires_at > clock.now())
        .order_by(LinkAttempt.returned_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session().scalar(query.with_for_update() if lock else query)


def _found(attempt: LinkAttempt | None) -> Found | None:
    if attempt is None:
        return None
    try:
        plain = json.loads(unseal(attempt.found or b"", FOUND, attempt.cadre_id, attempt.provider))
    except SealBroken:
        return None
    inner, ends = json.loads(plain["token"]), plain["expires_at"]
    expires_at = datetime.fromisoformat(ends) if ends else None
    token = unpacked(inner, expires_at, tuple(plain["scopes"]))
    return Found(Identity(*plain["identity"]), token)


def _close(attempt: LinkAttempt) -> None:
    attempt.finished_at = clock.now()
    attempt.found = attempt.kept = None


def _linked_already(cadre_id: int, provider_key: str, subject: str) -> str | None:
    """What it is called, when a second tap confirms what the first has linked."""
    account = accounts_of(cadre_id).get(provider_key)
    same = account and account.subject == subject and account.status == "active"
    return account.known_as if account and same else None


def _link(cadre_id: int, provider_key: str, who: Identity, token: Token | None) -> LinkedAccount:
    """The row of this external account, made or taken up again; the database has the last word."""
    label = get(provider_key).label
    names = (who.subject, blinded(provider_key, who.subject))
    known = LinkedAccount.provider == provider_key, LinkedAccount.subject.in_(names)
    account = session().scalar(select(LinkedAccount).where(*known).with_for_update())
    if account and account.cadre_id != cadre_id:
        raise TakenByAnother(label, who.known_as)
    present = accounts_of(cadre_id).get(provider_key)
    if present and present is not account:
        raise SecondAccount(label, present.known_as, who.known_as)
    if account is None:
        account = LinkedAccount(cadre_id=cadre_id, provider=provider_key)
    account.subject, account.alias, account.purged_at = who.subject, who.alias or None, None
    account.handle, account.name = who.handle, who.name
    account.status, account.linked_at, account.unlinked_at = "active", clock.now(), None
    if token is not None:
        keep(account, token)
    session().add(account)
    try:
        session().flush()
    except IntegrityError as error:
        # Somebody was faster by a moment: another cadre, or she herself on another phone.
        if "uq_linked_accounts_subject" in str(error.orig):
            raise TakenByAnother(label, who.known_as) from None
        raise LinkOver from None
    return account


def _give_back(provider: Provider, token: Token) -> bool:
    """Tell the platform that the grant is not needed; whether it was told."""
    try:
        provider.revoke(token)
    except Fault:
        return False
    return provider.can_revoke


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
