"""What runs by the clock."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from app import clock
from app.cadres.models import Session, Throttle
from app.cadres.sessions import begin
from app.cadres.throttle import knock
from app.db import session, transaction
from app.jobs.schedule import every_hour, every_minute, sweep
from tests.cast import Cast


def test_what_has_run_out_is_forgotten_and_the_rest_is_kept(ctx: Flask, cast: Cast) -> None:
    with transaction():
        begin(cast.siti.id, "Uji", "127.0.0.1")
        knock("+6281200000001", "127.0.0.1")
    every_hour(0)
    assert (session().query(Session).count(), session().query(Throttle).count()) == (1, 2)
    sweep(clock.now() + timedelta(days=60))
    assert session().query(Session).count() == 0


def test_nothing_due_queues_nothing(ctx: Flask) -> None:
    every_minute(0)
    assert session().scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
