"""Totals by season, so that those of a season that is over lie by themselves and are left alone.

A season and the weeks that begin in it are one partition, all-time another; what has none yet
(weeks between seasons, a season set a moment ago) lies in the rest. A few large partitions, since
projectors look for marks in all of them many times a second.
"""

from alembic import op

from migrations.roles import app_role

revision = "0028"
down_revision = "0027"

# By the owner's rights, as with the months of entries.
MAKE_SEASONS = """
CREATE FUNCTION make_total_seasons(today date) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    season record;
    name text;
    periods text[];
    grantee text;
    made text[] := '{}';
BEGIN
    FOR season IN SELECT * FROM seasons WHERE ends_on >= today ORDER BY starts_on LOOP
        name := 'totals_s' || season.id;
        CONTINUE WHEN to_regclass(name) IS NOT NULL;  -- there, or detached
        periods := ARRAY(
            SELECT 's' || season.id
            UNION ALL
            SELECT to_char(day, '"w"IYYY-IW')
            FROM generate_series(season.starts_on, season.ends_on, interval '1 day') AS day
            WHERE extract(isodow FROM day) = 1
            EXCEPT
            SELECT trim(both '''' FROM value[1])
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
                regexp_matches(pg_get_expr(c.relpartbound, c.oid), '''[^'']*''', 'g') AS value
            WHERE i.inhparent = CAST('totals' AS regclass));
        LOCK TABLE units, cadres, totals IN SHARE ROW EXCLUSIVE MODE;
        LOCK TABLE totals_rest IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('CREATE TABLE %I (LIKE totals)', name);
        EXECUTE format(
            'WITH moved AS (DELETE FROM totals_rest WHERE period = ANY(%L) RETURNING *) '
            'INSERT INTO %I SELECT * FROM moved', periods, name);
        EXECUTE format(
            'ALTER TABLE totals ATTACH PARTITION %I FOR VALUES IN (%s)',
            name, (SELECT string_agg(quote_literal(period), ', ' ORDER BY period)
                   FROM unnest(periods) AS period));
        FOR grantee IN
            SELECT DISTINCT CAST(CAST(a.grantee AS regrole) AS text)
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.oid = CAST(name AS regclass) AND a.grantee NOT IN (0, c.relowner)
        LOOP
            EXECUTE format('REVOKE ALL ON %I FROM %s', name, grantee);
        END LOOP;
        made := made || name;
    END LOOP;
    RETURN made;
END $$
"""
INDEXES = (
    "CREATE INDEX ix_totals_dirty ON totals (cadre_id) WHERE dirty",
    "CREATE INDEX ix_totals_period_points ON totals (period, points)",
    "CREATE INDEX ix_totals_period_unit_id ON totals (period, unit_id)",
    "ALTER TABLE totals ADD CONSTRAINT fk_totals_cadre_id_cadres"
    " FOREIGN KEY (cadre_id) REFERENCES cadres (id) ON DELETE RESTRICT",
    "ALTER TABLE totals ADD CONSTRAINT fk_totals_unit_id_units"
    " FOREIGN KEY (unit_id) REFERENCES units (id) ON DELETE RESTRICT",
)


def upgrade() -> None:
    """Move every total to its season."""
    _aside()
    op.execute("CREATE TABLE totals (LIKE totals_aside) PARTITION BY LIST (period)")
    op.execute("CREATE TABLE totals_all PARTITION OF totals FOR VALUES IN ('all')")
    op.execute("CREATE TABLE totals_rest PARTITION OF totals DEFAULT")
    op.execute(MAKE_SEASONS)
    op.execute("REVOKE EXECUTE ON FUNCTION make_total_seasons FROM PUBLIC")
    op.execute("SELECT make_total_seasons('-infinity')")
    _fill()
    if role := app_role():
        op.execute(f"REVOKE ALL ON totals_all, totals_rest FROM {role}")


def downgrade() -> None:
    """Back into one table."""
    op.execute("DROP FUNCTION make_total_seasons")
    _aside()
    op.execute("CREATE TABLE totals (LIKE totals_aside)")
    _fill()


def _aside() -> None:
    op.execute("ALTER TABLE totals RENAME TO totals_aside")
    op.execute("ALTER TABLE totals_aside DROP CONSTRAINT pk_totals")
    op.execute("DROP INDEX ix_totals_dirty, ix_totals_period_points, ix_totals_period_unit_id")


def _fill() -> None:
    op.execute("INSERT INTO totals SELECT * FROM totals_aside ORDER BY period, cadre_id")
    op.execute("DROP TABLE totals_aside")
    op.execute(
        "ALTER TABLE totals ADD CONSTRAINT pk_totals PRIMARY KEY (period, cadre_id, unit_id)"
    )
    for statement in INDEXES:
        op.execute(statement)
