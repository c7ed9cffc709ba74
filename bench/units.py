"""`units`: importing the real tree, first into nothing, then over itself."""

import time

import psycopg

from app.units.wilayah import rows
from bench.figures import figure
from bench.party import Party


def run(party: Party) -> None:
    """The two imports were timed while the party was made; the floor is a bare COPY."""
    started = time.perf_counter()
    with psycopg.connect(party.addresses.owner_url) as connection:
        connection.execute(
            "CREATE TEMP TABLE bare (a text, b text, c text, d text, e text, f text)"
        )
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            count = 0
            for row in rows():
                copy.write_row(row)
                count += 1
    floor = time.perf_counter() - started
    figure("units.import", party.first_import_s, floor, "s", count)
    figure("units.again", party.second_import_s, floor, "s", count)
