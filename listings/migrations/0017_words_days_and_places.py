import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

import listings.search


class Migration(migrations.Migration):
    atomic = False  # neighbours write and search listings while the index grows; only then does the one before it go

    dependencies = [("listings", "0016_newest_of_the_country")]

    operations = [
        AddIndexConcurrently(
            model_name="listingpage",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("search_vector"), listings.search.Day("published_at"), listings.search.Place("neighbourhood"), name="listing_words"
            ),
        ),
        RemoveIndexConcurrently(model_name="listingpage", name="listing_search"),
    ]
