"""Neighbourhoods know the clock of their town; those of metropolitan France keep the portal's."""

from django.db import migrations, models

OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def set_clocks(apps, schema_editor):
    towns = apps.get_model("home", "TownPage").objects.filter(code__gte="97", code__lt="99").values_list("path", "code")
    neighbourhoods = apps.get_model("home", "NeighbourhoodPage").objects
    for path, code in towns:
        if clock := OVERSEAS.get(code[:3]):
            neighbourhoods.filter(path__startswith=path, depth=len(path) // 4 + 1).update(clock=clock)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0013_pages_by_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="neighbourhoodpage",
            name="clock",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
        migrations.RunPython(set_clocks, migrations.RunPython.noop),
    ]
