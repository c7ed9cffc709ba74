"""What somebody takes away is everything about her, explained, and nothing of anybody else."""

import json
import re

from flask import Flask

import app.web  # noqa: F401 - every table is known
from app.db import Base, session, transaction
from app.flows.own_data import own_data, written
from app.flows.own_data_left_out import LEFT_OUT
from app.flows.own_data_parts import PARTS
from app.jobs.due import run_due_jobs
from tests.cast import Cast
from tests.shares import Shares, handle_of


def columns_that_name_a_cadre() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "cadres" for key in column.foreign_keys)
    }


def asked_for() -> set[str]:
    """`table.column = %(me)s` of every part, with the table behind its alias."""
    found = set()
    for part in PARTS:
        names = {
            alias or table: table
            for table, alias in re.findall(r"(?:FROM|JOIN) (\w+)(?: ([a-z])\b)?", part.query)
        }
        for alias, column in re.findall(r"(?:(\w+)\.)?(\w+) = %\(me\)s", part.query):
            found.add(f"{names[alias] if alias else next(iter(names.values()))}.{column}")
    return found


def test_no_table_about_people_is_forgotten() -> None:
    named = columns_that_name_a_cadre()
    assert named - asked_for() - LEFT_OUT.keys() == set()
    assert LEFT_OUT.keys() <= named, "what is left out must exist"
    assert not LEFT_OUT.keys() & asked_for()


def test_every_field_is_explained(ctx: Flask, cast: Cast) -> None:
    for part in PARTS:
        columns = session().connection().exec_driver_sql(part.query, {"me": 0}).keys()
        assert list(columns) == list(part.fields), part.name
        assert all(part.fields.values()) and part.words


def test_her_own_things_are_there_and_nobody_elses(shares: Shares, cast: Cast) -> None:
    challenge = shares.challenge(points=10)
    for who in (cast.siti, cast.rudi):
        shares.link(who)
        shares.submit(who, challenge, shares.post(who).url)
    with shares.app.app_context():
        run_due_jobs(shares.app)
        told = written(own_data(cast.siti.id))
    parts = json.loads(told)["bagian"]
    assert parts["diri"]["baris"][0]["nama"] == cast.siti.name
    assert parts["diri"]["baris"][0]["tanggal_lahir"] == "1990-05-17"
    assert [row["poin"] for row in parts["poin"]["baris"]] == [10]
    assert parts["kiriman"]["baris"][0]["pemeriksaan"]
    assert parts["akun_tertaut"]["baris"][0]["nama_akun"]
    for hers in (cast.rudi.name, cast.rudi.phone, handle_of(cast.rudi)):
        assert hers not in told


def test_no_secret_is_taken_along(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    token = siti.client.get_cookie("sesi").value
    with siti.app.app_context():
        with transaction():
            hashes = (
                session()
                .connection()
                .exec_driver_sql(
                    "SELECT password_hash FROM cadres UNION SELECT token_hash FROM sessions"
                )
            )
            secrets = [row[0] for row in hashes if row[0]]
        told = written(own_data(cast.siti.id))
    assert secrets
    assert all(hidden not in told for hidden in (*secrets, token))
