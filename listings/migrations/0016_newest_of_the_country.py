from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

FOR_EVERYBODY = models.Q(state="open", audience="public")


class Migration(migrations.Migration):
    atomic = False  # neighbours write listings while the indexes grow

    dependencies = [("listings", "0015_dates_of_purchases")]

    operations = [
        AddIndexConcurrently(
            model_name="listingpage",
            index=models.Index(fields=["-published_at", "-page_ptr"], name="listing_recent", condition=FOR_EVERYBODY),
        ),
        AddIndexConcurrently(
            model_name="listingpage",
            index=models.Index(fields=["kind", "-published_at", "-page_ptr"], name="listing_recent_of_kind", condition=FOR_EVERYBODY),
        ),
    ]
