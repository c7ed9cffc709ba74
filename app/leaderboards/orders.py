"""The orders in which a season ranks its cadres, beside their plain sum.

- **best**: only a cadre's best eight weeks count, so that who joined late or was ill stays in the
  race. The weeks are hers: on every board they count as far as they were earned under its scope.
- **days**: on how many days she earned something; a day belongs to the unit where it earned most.
- **new**: what those who joined during the season earned in their own first four weeks.

Each is kept like a total of the ledger (`order_totals`: period, cadre, unit, points), as a period
of its own name, so that boards need not know the difference. All are taken anew from the entries
of a cadre whenever one of hers moves.
"""

from collections.abc import Collection

from sqlalchemy import text

from app.db import session

BEST_WEEKS = 8
NEW_DAYS = 28
ORDERS = ("best", "days", "new")

# One way through the entries of a season, cadre after cadre: a whole party has ten million. Within
# one season nothing is put in order by its name.
COUNTED = """
    SELECT of.season || '.' || "order" AS period, cadre_id, unit_id,
        CAST(coalesce(points, 0) AS bigint) AS points
    FROM unnest(CAST(:seasons AS varchar[])) of (season)
    CROSS JOIN LATERAL (
        WITH earned AS (
            SELECT cadre_id, unit_id, week, day, sum(points) AS points
            FROM entries WHERE season = of.season {of_cadres}
            GROUP BY cadre_id, unit_id, week, day
        ), weighed AS (
            SELECT earned.*, sum(points) OVER (PARTITION BY cadre_id, week) AS of_week,
                row_number() OVER (
                    PARTITION BY cadre_id, day ORDER BY points DESC, unit_id) AS place_in_day
            FROM earned
        ), placed AS (
            SELECT weighed.*, dense_rank() OVER (
                PARTITION BY cadre_id ORDER BY of_week DESC, week) AS place_of_week
            FROM weighed
        ), joined AS (
            SELECT cadre_id, c.joined_on
            FROM seasons s JOIN (
                SELECT id AS cadre_id, (activated_at AT TIME ZONE 'Asia/Jakarta')::date AS joined_on
                FROM cadres) c ON c.joined_on BETWEEN s.starts_on AND s.ends_on
            WHERE 's' || s.id = of.season {of_cadres}
        )
        SELECT cadre_id, unit_id,
            sum(points) FILTER (WHERE place_of_week <= :best_weeks) AS best,
            count(*) FILTER (WHERE place_in_day = 1 AND points > 0) AS days,
            sum(points) FILTER (WHERE day < joined_on + :new_days) AS new
        FROM placed LEFT JOIN joined USING (cadre_id)
        GROUP BY cadre_id, unit_id
    ) counted
    CROSS JOIN LATERAL (VALUES ('best', best), ('days', days), ('new', new)) o ("order", points)
"""
OF_ALL, OF_SOME = (COUNTED.format(of_cadres=some) for some in ("", "AND cadre_id = ANY(:cadres)"))
# What is as it was is left out beforehand: a conflict locks a row, changed or not.
TAKE = """
    INSERT INTO order_totals (period, cadre_id, unit_id, points)
    SELECT period, cadre_id, unit_id, c.points
    FROM ({counted}) c LEFT JOIN order_totals o USING (period, cadre_id, unit_id)
    WHERE o.points IS DISTINCT FROM c.points
    ON CONFLICT (period, cadre_id, unit_id) DO UPDATE SET points = excluded.points
"""
TAKE_ALL, TAKE_SOME = (text(TAKE.format(counted=counted)) for counted in (OF_ALL, OF_SOME))


def order_period(season: str, order: str) -> str:
    """`s1.best`: the period under which a season's boards in this order are kept."""
    return f"{season}.{order}"


def periods_of(period: str) -> tuple[str, ...]:
    """A period and, for a season, its other orders: all that has boards of cadres."""
    if not is_season(period):
        return (period,)
    return (period, *(order_period(period, order) for order in ORDERS))


def is_week(period: str) -> bool:
    """Whether this is the period of a week."""
    return period.startswith("w")


def is_season(period: str) -> bool:
    """Whether this is the period of a season itself."""
    return period.startswith("s") and not is_order(period)


def is_order(period: str) -> bool:
    """Whether this is another order of a season."""
    return "." in period


def take(seasons: Collection[str], cadres: Collection[int] | None = None) -> None:
    """Count the orders of these seasons anew, for some cadres or for all of them.

    Within the caller's transaction; whoever calls holds the cadres' rows, or keeps projectors out.
    """
    asked = constants(seasons)
    if cadres is None:
        session().execute(TAKE_ALL, asked)
    else:
        session().execute(TAKE_SOME, asked | {"cadres": list(cadres)})


def constants(seasons: Collection[str]) -> dict[str, object]:
    """What `OF_ALL` and `OF_SOME` are given, beside the cadres."""
    return {
        "seasons": list(seasons),
        "best_weeks": BEST_WEEKS,
        "new_days": NEW_DAYS,
    }
