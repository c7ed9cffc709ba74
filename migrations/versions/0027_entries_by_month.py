"""The ledger by month, so that an old month can be detached; a source stays unique across all.

A key of a partitioned table must hold the day, and a source must not be awarded twice on two days.
So the key of an entry is a row of its own in a table that is not partitioned, and the database
itself writes it: an entry whose key is taken is not inserted, whoever inserts it. A reversal has
the day of what it reverses, so each month points at itself only, which lets it be detached.
"""

from alembic import op

from migrations.roles import app_role

revision = "0027"
down_revision = "0026"

KEEP_KEY = """
CREATE FUNCTION keep_entry_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO entry_keys (source, kind, entry_id, day)
    VALUES (NEW.source, NEW.kind, NEW.id, NEW.day) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END $$
"""
# By the owner's rights, since the app's role owns no table. Locks in the order in which others
# take them: who is pointed at first, then the ledger.
MAKE_MONTHS = """
CREATE FUNCTION make_entry_months(today date) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    first date;
    until date;
    name text;
    grantee text;
    made text[] := '{}';
    months date[] := ARRAY(
        SELECT CAST(date_trunc('month', today) + n * interval '1 month' AS date)
        FROM generate_series(0, 3) AS n
        UNION SELECT CAST(date_trunc('month', day) AS date) FROM entries_rest
        ORDER BY 1);
BEGIN
    FOREACH first IN ARRAY months LOOP
        name := 'entries_' || to_char(first, 'YYYY_MM');
        until := first + interval '1 month';
        CONTINUE WHEN to_regclass(name) IS NOT NULL;  -- there, or detached
        LOCK TABLE units, cadres, entries IN SHARE ROW EXCLUSIVE MODE;
        LOCK TABLE entries_rest IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('CREATE TABLE %I (LIKE entries INCLUDING CONSTRAINTS)', name);
        EXECUTE format(
            'INSERT INTO %I SELECT * FROM entries_rest WHERE day >= %L AND day < %L',
            name, first, until);
        ALTER TABLE entries_rest DISABLE TRIGGER entries_append_only;
        DELETE FROM entries_rest WHERE day >= first AND day < until;
        ALTER TABLE entries_rest ENABLE TRIGGER entries_append_only;
        EXECUTE format(
            'ALTER TABLE entries ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            name, first, until);
        EXECUTE format(
            'ALTER TABLE %I ADD CONSTRAINT fk_entries_reverses_entries '
            'FOREIGN KEY (reverses, day) REFERENCES %I (id, day) ON DELETE RESTRICT', name, name);
        EXECUTE format(
            'CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
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
POINT = "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ON DELETE RESTRICT"
REVERSES = ("fk_entries_reverses_entries", "reverses, day")
POINTS_AT = (
    ("fk_entries_cadre_id_cadres", "cadre_id", "cadres (id)"),
    ("fk_entries_unit_id_units", "unit_id", "units (id)"),
    ("fk_entries_by_cadres", '"by"', "cadres (id)"),
)
NUMBER_ON = (
    "SELECT setval(pg_get_serial_sequence('entries', 'id'), max(id)) FROM entries "
    "HAVING max(id) IS NOT NULL"
)


def upgrade() -> None:
    """Move every entry into the month of its day."""
    _aside()
    op.execute(
        "CREATE TABLE entries (LIKE entries_aside INCLUDING CONSTRAINTS) PARTITION BY RANGE (day)"
    )
    op.execute("ALTER TABLE entries ADD CONSTRAINT pk_entries PRIMARY KEY (id, day)")
    op.execute("CREATE TABLE entries_rest PARTITION OF entries DEFAULT")
    op.execute(POINT.format("entries_rest", *REVERSES, "entries_rest (id, day)"))
    _append_only("entries")
    _no_truncate("entries_rest")
    op.execute(MAKE_MONTHS)
    op.execute("REVOKE EXECUTE ON FUNCTION make_entry_months FROM PUBLIC")
    op.execute(
        """
        SELECT make_entry_months(month) FROM (
            SELECT DISTINCT CAST(date_trunc('month', day) AS date) FROM entries_aside
            UNION SELECT CAST(now() AT TIME ZONE 'Asia/Jakarta' AS date)) AS months (month)
        """
    )
    _fill()
    op.execute(
        "CREATE UNIQUE INDEX uq_entries_reverses ON entries (reverses, day) "
        "WHERE reverses IS NOT NULL"
    )
    _keep_keys()
    if role := app_role():
        op.execute(f"REVOKE ALL ON entries_rest FROM {role}")


def downgrade() -> None:
    """Back into one table."""
    op.execute("DROP TABLE entry_keys")
    _aside()
    op.execute("CREATE TABLE entries (LIKE entries_aside INCLUDING CONSTRAINTS)")
    op.execute("ALTER TABLE entries ADD CONSTRAINT pk_entries PRIMARY KEY (id)")
    _append_only("entries")
    _fill()
    op.execute("ALTER TABLE entries ADD CONSTRAINT uq_entries_reverses UNIQUE (reverses)")
    op.execute(POINT.format("entries", REVERSES[0], "reverses", "entries (id)"))
    op.execute("CREATE UNIQUE INDEX uq_entries_source_kind ON entries (source, kind)")
    op.execute("DROP FUNCTION keep_entry_key, make_entry_months")


def _aside() -> None:
    """Put the table aside, without its numbering and the names that are needed again."""
    op.execute("ALTER TABLE entries RENAME TO entries_aside")
    op.execute("ALTER TABLE entries_aside ALTER id DROP IDENTITY")
    op.execute("ALTER TABLE entries_aside DROP CONSTRAINT pk_entries CASCADE")
    op.execute("ALTER TABLE entries_aside DROP CONSTRAINT IF EXISTS uq_entries_reverses")
    for name in ("uq_entries_reverses", "uq_entries_source_kind", "ix_entries_cadre_id_at"):
        op.execute(f"DROP INDEX IF EXISTS {name}")


def _fill() -> None:
    """Every row first, then what points elsewhere, which is quicker to check for all at once."""
    op.execute("INSERT INTO entries SELECT * FROM entries_aside ORDER BY id")
    op.execute("DROP TABLE entries_aside")
    op.execute("ALTER TABLE entries ALTER id ADD GENERATED BY DEFAULT AS IDENTITY")
    op.execute(NUMBER_ON)
    op.execute("CREATE INDEX ix_entries_cadre_id_at ON entries (cadre_id, at)")
    for names in POINTS_AT:
        op.execute(POINT.format("entries", *names))


def _keep_keys() -> None:
    op.execute(
        """
        CREATE TABLE entry_keys (
            source varchar(60) NOT NULL,
            kind varchar(12) NOT NULL,
            entry_id bigint NOT NULL,
            day date NOT NULL
        )
        """
    )
    op.execute("INSERT INTO entry_keys SELECT source, kind, id, day FROM entries ORDER BY id")
    op.execute("ALTER TABLE entry_keys ADD CONSTRAINT pk_entry_keys PRIMARY KEY (source, kind)")
    _append_only("entry_keys")
    op.execute(KEEP_KEY)
    op.execute(
        "CREATE TRIGGER entries_keep_key BEFORE INSERT ON entries "
        "FOR EACH ROW EXECUTE FUNCTION keep_entry_key()"
    )


def _append_only(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    _no_truncate(table)
    if role := app_role():
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")


def _no_truncate(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
