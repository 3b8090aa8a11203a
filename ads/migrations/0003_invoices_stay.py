from django.db import migrations

TABLES = ("ads_invoice", "ads_invoiceline")


class Migration(migrations.Migration):
    """What was issued is never changed and never deleted, whoever asks (INV-04)."""

    dependencies = [("ads", "0002_campaigns")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION ads_invoices_stay() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'An issued invoice is never changed: write a credit note.' USING ERRCODE = 'restrict_violation'; END $$
            """,
            "DROP FUNCTION ads_invoices_stay()",
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ads_invoices_stay()",
                f"DROP TRIGGER {table}_stays ON {table}",
            )
            for table in TABLES
        ],
    ]
