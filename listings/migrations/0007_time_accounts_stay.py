from django.db import migrations

TABLES = ("listings_timetransfer", "listings_timeentry")


class Migration(migrations.Migration):
    """What was paid stays written, and what one account loses another gains, whoever asks (domain.md §4.2)."""

    dependencies = [("listings", "0006_exchanges_and_time_accounts")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION listings_time_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'A time account is never corrected: write a counter-entry.' USING ERRCODE = 'restrict_violation'; END $$
            """,
            "DROP FUNCTION listings_time_stays()",
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION listings_time_stays()",
                f"DROP TRIGGER {table}_stays ON {table}",
            )
            for table in TABLES
        ],
        migrations.RunSQL(
            """
            CREATE FUNCTION listings_time_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE total bigint; entries bigint; transfer bigint;
            BEGIN
                IF TG_TABLE_NAME = 'listings_timetransfer' THEN transfer := NEW.id; ELSE transfer := NEW.transfer_id; END IF;
                SELECT coalesce(sum(minutes), 0), count(*) INTO total, entries FROM listings_timeentry WHERE transfer_id = transfer;
                IF total <> 0 OR entries <> 2 THEN
                    RAISE EXCEPTION 'A transfer of hours has two entries that add up to nothing.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
            END $$
            """,
            "DROP FUNCTION listings_time_adds_up()",
        ),
        *[
            migrations.RunSQL(
                f"CREATE CONSTRAINT TRIGGER {table}_adds_up AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION listings_time_adds_up()",
                f"DROP TRIGGER {table}_adds_up ON {table}",
            )
            for table in TABLES
        ],
    ]
