"""Nobody reads or acts outside the own reach: every route, every role, every relation.

The routes come from the URL map, so a new one is tried without anybody thinking of it; one whose
address names a thing that `THINGS` cannot make, or that does not declare who may enter, fails.
What is expected follows from the declaration and the pure table of roles, worked out here from a
person's roles alone.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app import clock
from app.activities.models import Activity, ActivityFile, ActivityImage
from app.cadres.models import Appointment, Cadre, Invitation, Passkey, Session, Transfer
from app.cadres.roles import Actor, can, may
from app.cadres.sessions import begin
from app.campaigns.models import Campaign, Challenge, KitFile, KitImage
from app.content.models import Item, Source
from app.db import Base, db, session, transaction
from app.moderation import cases
from app.moderation.models import Appeal, Case, ManualAward, Sanction
from app.submissions.models import Submission
from app.teams.models import Goal
from app.units.models import Unit
from app.units.tree import within
from simulator.running import Simulator
from tests.cast import PEOPLE, Cast, path_of
from tests.linked import link

# One of each kind: who lives where somebody else does and holds the same roles sees the same.
EVERYBODY = tuple({(unit, roles): key for key, _, unit, roles in reversed(PEOPLE)}.values())
# Where things lie: as seen from anybody, some of these are own, child, sibling, parent, cousin.
PLACES = (
    "dpp",
    "31",
    "31.74",
    "31.74.06",
    "31.74.06.1001",
    "31.74.06.1002",
    "31.74.07",
    "31.74.07.1001",
    "32.73.02.1004",
    "91.71.01.1001",
)
ELSEWHERE = "31.71.06.1001"  # where people of these places are to move to
HARMLESS = {"provider": "x", "token": "tidak-ada", "digest": "0" * 12, "name": "app.css"}
HARMLESS |= {"export": "tidak-ada", "held": "tidak-ada"}
HARMLESS |= {"receipt": "tidak-ada", "image": "tidak-ada", "format": "webp"}
HARMLESS |= {"number": "1", "rule": "poin", "version": "1", "campaign": "1"}
# These end or change the session the test walks with; they have tests of their own.
CHANGES_WHO_ASKS = {"sign_in.leave", "sign_in.enter", "demo.enter", "my_sign_in.end_sessions"}
CHANGES_WHO_ASKS |= {"my_data.leave"}
# Open to whoever asks, but what the made-up address names is not there.
NOTHING_THERE = {"arrivals.show", "activation.show", "activation.join", "assets.show"}
NOTHING_THERE |= {"rules.decide", "held.show"}
NOTHING_THERE |= {"accounts.unlink", "accounts.look", "sources.switch", "notes.end"}
NOTHING_THERE |= {"review.decide"}
NOTHING_THERE |= {
    "ways_in.renew_codes",
    "ways_in.remove_app",
    "goals.withdraw",
    "leadership.dismiss",
}
NOTHING_THERE |= {f"exports.{one}" for one in ("show", "progress", "take", "decide")}
NOTHING_THERE |= {f"platform_demands.{one}" for one in ("removed", "forgotten", "show")}
CELLS = 5000  # of routes, roles and relations, at least
ENTERED = {200, 204, 303, 400, 409, 422, 503}


class Things:
    """One thing of each kind in each place, by public id; who made them has no part in the test."""

    def __init__(self, cast: Cast, platforms: Simulator) -> None:
        self.cast = cast
        now = clock.now()
        units = {unit.code: unit for unit in session().scalars(select(Unit))}
        campaign = Campaign(title="Uji", created_by=cast.tika.id, created_at=now)
        session().add(campaign)
        session().flush()
        self.invitation: dict[str, str] = {}
        self.challenge: dict[str, str] = {}
        self.submission: dict[str, str] = {}
        self.session: dict[str, str] = {}
        self.passkey: dict[str, str] = {}
        self.goal: dict[str, str] = {}
        self.move: dict[str, str] = {}
        self.picture: dict[str, str] = {}
        self.activity: dict[str, str] = {}
        self.photo: dict[str, str] = {}
        self.case: dict[str, str] = {}
        self.sanction: dict[str, str] = {}
        self.suspension: dict[str, str] = {}
        self.award: dict[str, str] = {}
        self.appeal: dict[str, str] = {}
        self.appointment = {"dpp": self._appointment(cast, units["dpp"], now)}
        self.item = dict.fromkeys(PLACES, self._item(now))
        for number, code in enumerate(PLACES):
            unit = units[code]
            owner = self._owner(unit, number)
            self.invitation[code] = self._keep(
                Invitation(
                    unit_id=unit.id,
                    created_by=owner.id,
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                    uses_allowed=1,
                )
            )
            challenge = Challenge(
                campaign_id=campaign.id,
                title=f"Di {code}",
                why="Uji",
                talking_points="Uji",
                required_tag="#Uji",
                required_link="https://partai.example/uji",
                disclosure="#SayaKader",
                providers=["x"],
                unit_id=unit.id,
                opens_at=now - timedelta(hours=1),
                closes_at=now + timedelta(hours=1),
                points=5,
                daily_limit=2,
                state="published",
                drafted_by=cast.tika.id,
                drafted_at=now,
                published_by=cast.bima.id,
                published_at=now,
            )
            self.challenge[code] = self._keep(challenge)
            self.picture[code] = self._picture(challenge)
            self.activity[code], self.photo[code] = self._activity(owner, unit, now)
            account = link(owner.id, "x", platforms, f"orang_{number}")
            self.submission[code] = self._keep(
                Submission(
                    cadre_id=owner.id,
                    unit_id=unit.id,
                    challenge_id=challenge.id,
                    account_id=account.id,
                    provider="x",
                    post_id=str(1000 + number),
                    url=f"https://x.com/i/status/{1000 + number}",
                    state="set_aside",
                    submitted_at=now,
                    day=clock.party_day(now),
                    tries=0,
                )
            )
            self.move[code] = self._keep(
                Transfer(
                    cadre_id=owner.id,
                    from_unit_id=unit.id,
                    to_unit_id=units[ELSEWHERE].id,
                    proposed_by=owner.id,
                    proposed_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
            today = clock.party_day(now)
            self.goal[code] = self._keep(
                Goal(
                    unit_id=unit.id,
                    measure="posts",
                    target=5,
                    starts_on=today,
                    ends_on=today,
                    set_by=owner.id,
                    set_at=now,
                )
            )
            self._judged(code, owner, now)
            self.passkey[code] = self._keep(
                Passkey(
                    cadre_id=owner.id,
                    credential_id=code.encode(),
                    public_key=b"",
                    sign_count=0,
                    name="Uji",
                    created_at=now,
                )
            )
            begin(owner.id, "Uji", "127.0.0.1")
            mine = select(Session.public_id).where(Session.cadre_id == owner.id)
            self.session[code] = session().scalars(mine).one()

    def _judged(self, code: str, owner: Cadre, now: datetime) -> None:
        """An open case about her, a sanction by somebody whom she does not know, her appeal."""
        post = (
            session()
            .scalars(select(Submission).where(Submission.public_id == self.submission[code]))
            .one()
        )
        made = cases.open_case("recheck", code, 1, ["Uji"], [post], now)
        case = session().get_one(Case, made)
        self.case[code] = case.public_id
        sanction = Sanction(
            cadre_id=owner.id,
            case_id=case.id,
            kind="warning",
            reason="copies",
            words="Uji",
            starts_at=now,
            state="active",
            proposed_by=self.cast.oka.id,
            proposed_at=now,
        )
        self.sanction[code] = self._keep(sanction)
        self.suspension[code] = self._keep(
            Sanction(
                cadre_id=owner.id,
                kind="suspended",
                reason="copies",
                words="Uji",
                days=1,
                starts_at=now,
                ends_at=now + timedelta(days=1),
                state="proposed",
                emergency=True,
                proposed_by=self.cast.oka.id,
                proposed_at=now,
            )
        )
        self.award[code] = self._keep(
            ManualAward(
                cadre_id=owner.id,
                points=1,
                reason="Uji",
                evidence="Uji",
                proposed_by=self.cast.oka.id,
                proposed_as="leader",
                proposed_at=now,
                state="proposed",
            )
        )
        about = {"against": "sanction", "sanction_id": sanction.id, "level": 1, "words": "Uji"}
        self.appeal[code] = self._keep(Appeal(cadre_id=owner.id, filed_at=now, **about))

    def _appointment(self, cast: Cast, unit: Unit, now: datetime) -> str:
        today = clock.party_day(now)
        days = {"starts_on": today, "ends_on": today, "unit_id": unit.id}
        by = {"proposed_by": cast.bima.id, "proposed_as": "officer", "proposed_at": now}
        return self._keep(Appointment(cadre_id=cast.mega.id, kind="verifier", **days, **by))

    def _picture(self, challenge: Challenge) -> str:
        image = KitImage(
            challenge_id=challenge.id,
            alt="Uji",
            state="ready",
            added_by=challenge.drafted_by,
            added_at=challenge.drafted_at,
        )
        public_id = self._keep(image)
        told = {"digest": HARMLESS["digest"], "width": 1, "height": 1, "bytes": 1, "body": b"."}
        for size, kind in (("preview", "webp"), ("preview", "avif"), ("full", "jpeg")):
            session().add(KitFile(image_id=image.id, size=size, format=kind, **told))
        return public_id

    def _activity(self, owner: Cadre, unit: Unit, now: datetime) -> tuple[str, str]:
        """Shown, with a photo; by which leader has no part in the test."""
        activity = Activity(
            cadre_id=owner.id,
            unit_id=unit.id,
            title="Uji",
            words="Uji",
            began_at=now,
            day=clock.party_day(now),
            zone=unit.zone,
            declared=1,
            reported_at=now,
            state="shown",
            decided_by=self.cast.ani.id,
            decided_at=now,
            shown_at=now,
        )
        public_id = self._keep(activity)
        image = ActivityImage(activity_id=activity.id, alt="Uji", state="ready")
        photo = self._keep(image)
        told = {"digest": HARMLESS["digest"], "width": 1, "height": 1, "bytes": 1, "body": b"."}
        for size, kind in (("preview", "webp"), ("preview", "avif"), ("full", "jpeg")):
            session().add(ActivityFile(image_id=image.id, size=size, format=kind, **told))
        session().add(ActivityFile(image_id=image.id, size="full", format="webp", **told))
        return public_id, photo

    def _item(self, now: datetime) -> str:
        source = Source(
            kind="site",
            title="Situs",
            url="https://partai.example/feed.xml",
            next_at=now,
            added_at=now,
        )
        session().add(source)
        session().flush()
        return self._keep(
            Item(
                source_id=source.id,
                key="1",
                title="Kabar",
                url="https://partai.example/1",
                published_at=now,
                found_at=now,
            )
        )

    def _owner(self, unit: Unit, number: int) -> Cadre:
        owner = Cadre(
            public_id=f"pemilik-{number}",
            name=f"Pemilik {number}",
            phone=f"+62814000{number:05d}",
            unit_id=unit.id,
            activated_at=clock.now(),
            attested_at=clock.now(),
        )
        session().add(owner)
        session().flush()
        return owner

    def _keep(self, thing: Base) -> str:
        thing.public_id = secrets.token_hex(6)
        session().add(thing)
        session().flush()
        return thing.public_id


def for_own_line(actor: Actor, path: str) -> bool:
    """A challenge reaches everybody in its unit and below."""
    return within(actor.unit_path, path)


def everybody(_actor: Actor, _path: str) -> bool:
    """What the party published is for every cadre."""
    return True


def nobody_else(_actor: Actor, _path: str) -> bool:
    """What belongs to one cadre alone."""
    return False


def for_own_line_and_officers(actor: Actor, path: str) -> bool:
    """What a challenge holds, for those it is for and for whoever looks after it."""
    return within(actor.unit_path, path) or may(actor, "see_challenge_counts", path)


def for_own_line_and_leaders(actor: Actor, path: str) -> bool:
    """What a unit aims at, for everybody in it and for whoever looks after it."""
    return within(actor.unit_path, path) or may(actor, "see_team", path)


def for_proposers_and_seconds(actor: Actor, path: str) -> bool:
    """Who sees proposals there, and who may be the second person for one."""
    return may(actor, "see_awards", path) or may(actor, "decide_award", path)


def for_second_reviewers(actor: Actor, path: str) -> bool:
    """A first appeal; auditors hear the second one."""
    others = tuple(grant for grant in actor.grants if grant.kind != "auditor")
    return may(replace(actor, grants=others), "judge_appeal", path)


def for_the_other_side(actor: Actor, _path: str) -> bool:
    """A proposal to move somebody to `ELSEWHERE`."""
    return may(actor, "transfer", path_of(ELSEWHERE))


def for_either_side(actor: Actor, path: str) -> bool:
    """The same, for whoever leads the unit she comes from too."""
    return may(actor, "transfer", path) or for_the_other_side(actor, path)


def by_act(act: str) -> Callable[[Actor, str], bool]:
    return lambda actor, path: may(actor, act, path)


def by_office(act: str) -> Callable[[Actor, str], bool]:
    """What DPP issued is nothing to leaders; local challenges have tests of their own."""

    def allowed(actor: Actor, path: str) -> bool:
        office = tuple(grant for grant in actor.grants if grant.kind != "leader")
        return may(replace(actor, grants=office), act, path)

    return allowed


# Endpoint → which thing its `public_id` names, and who may enter.
THINGS: dict[str, tuple[str, Callable[[Actor, str], bool]]] = {
    "invitations.show": ("invitation", by_act("invite")),
    "invitations.sheet": ("invitation", by_act("invite")),
    "invitations.revoke": ("invitation", by_act("invite")),
    "challenges.show": ("challenge", for_own_line),
    "challenges.recent": ("challenge", for_own_line),
    "submissions.hand_in": ("challenge", for_own_line),
    "submissions.dismiss": ("challenge", for_own_line),
    "submissions.show": ("submission", nobody_else),
    "submissions.status": ("submission", nobody_else),
    "my_sign_in.end_session": ("session", nobody_else),
    "ways_in.remove_passkey": ("passkey", nobody_else),
    "manage.show": ("challenge", by_office("see_challenge")),
    "wizard.step": ("challenge", nobody_else),  # published: its rules never change
    "wizard.save": ("challenge", nobody_else),
    "wizard.preview": ("challenge", by_office("see_challenge")),
    "manage.propose": ("challenge", by_office("draft_challenge")),
    "manage.hand_back": ("challenge", by_office("publish_challenge")),
    "manage.publish": ("challenge", by_office("publish_challenge")),
    "exports.ask_challenge": ("challenge", by_act("export_challenge")),
    "manage.close": ("challenge", by_office("close_challenge")),
    "recalls.recall": ("challenge", by_office("recall_challenge")),
    "recalls.answer": ("challenge", nobody_else),  # nothing was taken back
    "stopping.show": ("challenge", by_act("stop_challenge")),
    "stopping.stop": ("challenge", by_act("stop_challenge")),
    "kit_videos.add": ("challenge", by_office("draft_challenge")),
    "kit_videos.remove": ("challenge", by_office("draft_challenge")),
    "kit_videos.show": ("challenge", nobody_else),  # no video has this name
    "kits.part": ("challenge", by_office("draft_challenge")),
    "kits.add": ("challenge", by_office("draft_challenge")),
    "kits.remove": ("challenge", by_office("draft_challenge")),
    "kits.show": ("picture", for_own_line_and_officers),
    "appointing.show": ("appointment", by_act("see_roles")),
    "appointing.answer": ("appointment", by_act("assign_role")),
    "moves.show": ("move", for_either_side),
    "moves.agree": ("move", nobody_else),
    "moves.accept": ("move", for_the_other_side),
    "moves.refuse": ("move", for_the_other_side),
    "moves.withdraw": ("move", by_act("transfer")),
    "goals.show": ("goal", for_own_line_and_leaders),
    "appeals.new": ("submission", nobody_else),
    "appeals.file": ("submission", nobody_else),
    "appeals.show": ("appeal", nobody_else),
    "appeals.sanction": ("sanction", nobody_else),
    "appeals.file_against_sanction": ("sanction", nobody_else),
    "appeal_review.show": ("appeal", for_second_reviewers),
    "appeal_review.decide": ("appeal", for_second_reviewers),
    "manual.show": ("award", for_proposers_and_seconds),
    "manual.answer": ("award", by_act("decide_award")),
    "manual.take_back": ("award", by_act("decide_award")),
    "suspending.show": ("suspension", by_act("see_suspensions")),
    "suspending.answer": ("suspension", by_act("decide_suspension")),
    "suspending.withdraw": ("suspension", by_act("propose_suspension")),
    "cases.show": ("case", by_act("judge_case")),
    "cases.judge": ("case", by_act("judge_case")),
    "activities.show": ("activity", by_act("see_activities")),
    "activities.part": ("activity", by_act("see_activities")),
    "activities.remove": ("activity", nobody_else),
    "activities.photo": ("photo", by_act("see_activities")),
    "activity_desk.show": ("activity", by_act("show_activity")),
    "activity_desk.hold_back": ("activity", by_act("show_activity")),
    "activity_desk.propose": ("activity", by_act("show_activity")),
    "activity_desk.choose": ("activity", by_act("choose_picture")),
    "activity_desk.put_aside": ("activity", by_act("choose_picture")),
    "content.show": ("item", everybody),
    "content.invite": ("challenge", for_own_line),
}


def calls(app: Flask, things: Things) -> Iterator[tuple[Rule, str, str, str | None]]:
    """Every route with every place: rule, method, address, the place or None."""
    for rule in app.url_map.iter_rules():
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        parts = {name: HARMLESS[name] for name in rule.arguments if name in HARMLESS}
        left = rule.arguments - parts.keys()
        if not left:
            yield rule, method, _address(rule, parts), None
        elif left == {"code"}:
            for place in PLACES:
                yield rule, method, _address(rule, {**parts, "code": place}), place
        else:
            assert left == {"public_id"}, f"{rule.endpoint}: nobody knows what {left} may be"
            assert rule.endpoint in THINGS, f"{rule.endpoint} needs a line in THINGS"
            kind, _ = THINGS[rule.endpoint]
            for place, public_id in getattr(things, kind).items():
                yield rule, method, _address(rule, {**parts, "public_id": public_id}), place


def _address(rule: Rule, parts: dict[str, str]) -> str:
    built = rule.build(parts)
    assert built is not None
    return built[1]


def expected(app: Flask, actor: Actor | None, rule: Rule, place: str | None) -> bool:
    """Whether this actor may enter here."""
    access = app.view_functions[rule.endpoint].access  # ty: ignore[missing-attribute]
    if access.who == "public":
        return True
    if actor is None:
        return False
    if access.act and access.unit:
        return may(actor, access.act, path_of(place or "dpp"))
    if access.act and not can(actor, access.act):
        return False
    if place is not None:
        return THINGS[rule.endpoint][1](actor, path_of(place))
    return True


@pytest.fixture
def things(app: Flask, cast: Cast, platforms: Simulator) -> Things:
    platforms.healthy("x")
    with app.app_context():
        with transaction():
            made = Things(cast, platforms)
        db.session.remove()
    return made


def test_every_view_declares_who_may_enter(built: Flask) -> None:
    undeclared = [
        name for name, view in built.view_functions.items() if not hasattr(view, "access")
    ]
    assert undeclared == []


@pytest.mark.parametrize("key", ["nobody", *EVERYBODY])
def test_doors_open_within_reach_and_nowhere_else(
    app: Flask, cast: Cast, things: Things, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    actor = None if key == "nobody" else cast.actor(key)
    client = app.test_client()
    if actor:
        with app.app_context():
            with transaction():
                token = begin(actor.id, "Uji", "127.0.0.1", strong=True)
            db.session.remove()
        client.set_cookie("sesi", token)
    wrong: list[str] = []
    tried = 0
    for rule, method, address, place in calls(app, things):
        if rule.endpoint in CHANGES_WHO_ASKS:
            continue
        answer = client.open(address, method=method)
        answer.close()  # a stream would go on
        tried += 1
        allowed = expected(app, actor, rule, place)
        said = f"{key} {method} {address} ({rule.endpoint}, {place}): {answer.status_code}"
        if allowed:
            if answer.status_code not in ENTERED and rule.endpoint not in NOTHING_THERE:
                wrong.append(f"{said}, should enter")
        elif actor is None:
            if answer.status_code != 303 or "/masuk" not in answer.location:
                wrong.append(f"{said}, should be sent to sign in")
        elif answer.status_code != 404:
            wrong.append(f"{said}, should find nothing")
    assert wrong == []
    assert tried * (len(EVERYBODY) + 1) >= CELLS


@pytest.mark.parametrize("key", ["tika", "dewi", "arif", "oka"])
def test_a_password_alone_opens_no_door_of_a_wide_role(
    app: Flask, cast: Cast, things: Things, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.app_context():
        with transaction():
            token = begin(cast.people[key].id, "Uji", "127.0.0.1")
        db.session.remove()
    client = app.test_client()
    client.set_cookie("sesi", token)
    ordinary = replace(cast.actor(key), grants=())
    wrong, led = [], 0
    for rule, method, address, place in calls(app, things):
        access = app.view_functions[rule.endpoint].access  # ty: ignore[missing-attribute]
        if access.who != "acting" or expected(app, ordinary, rule, place):
            continue
        answer = client.open(address, method=method)
        to_second_step = answer.status_code == 303 and answer.location == "/saya/langkah-kedua"
        led += to_second_step
        if not to_second_step and answer.status_code != 404:
            wrong.append(f"{key} {method} {address} ({place}): {answer.status_code}")
    assert wrong == []
    assert led > 0
