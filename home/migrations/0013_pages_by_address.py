"""Pages are found by their address in one step, however many listings there are.

Wagtail's table has no index on `url_path`: with a million listings each look-up of a page below a neighbourhood (see
`home.models.tree`) read the whole table. Only equality is asked, and addresses may be long: a hash index.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0012_proved_without_a_break"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX home_page_by_address ON wagtailcore_page USING hash (url_path)",
            "DROP INDEX home_page_by_address",
        )
    ]
