"""Since when each place's desk has stood empty. Places that curators run already begin today: nobody is called absent for the past."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OPEN_DESKS = """
INSERT INTO home_placedesk (place_id, attended_on, told)
SELECT page_ptr_id, CURRENT_DATE, '' FROM home_townpage WHERE curator_group_id IS NOT NULL
UNION SELECT page_ptr_id, CURRENT_DATE, '' FROM home_neighbourhoodpage WHERE curator_group_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_recovery"),
        ("home", "0009_home_cells"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskVisit",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk_visit",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("last_on", models.DateField(verbose_name="last at the desk")),
            ],
            options={"verbose_name": "visit to the desk"},
        ),
        migrations.CreateModel(
            name="PlaceDesk",
            fields=[
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk",
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("attended_on", models.DateField(verbose_name="last attended")),
                (
                    "told",
                    models.CharField(
                        blank=True,
                        choices=[("", "nobody"), ("deputy", "the deputy"), ("town", "the town's curators"), ("operator", "the operator")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("told_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "desk of a place",
                "indexes": [models.Index(fields=["attended_on"], name="desk_attended")],
            },
        ),
        migrations.RunSQL(OPEN_DESKS, migrations.RunSQL.noop),
    ]
