from django.db import migrations

#: Listings that are closed already: their year begins today.
CLOSED = "UPDATE listings_listingpage SET closed_at = now() WHERE state = 'closed' AND closed_at IS NULL"
#: The answers that live: each gets the conversation it would have opened.
OPENED = """
INSERT INTO listings_conversation (public_id, listing_id, host_id, guest_id, opened_at, last_at)
SELECT gen_random_uuid(), answer.listing_id, listing.author_id, answer.resident_id, min(answer.asked_at),
       max(answer.asked_at) FILTER (WHERE answer.message <> '')
FROM listings_response answer
JOIN listings_listingpage listing ON listing.page_ptr_id = answer.listing_id
WHERE answer.state IN ('asked', 'accepted', 'offered', 'maybe') AND listing.author_id <> answer.resident_id
GROUP BY answer.listing_id, listing.author_id, answer.resident_id
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0012_conversations")]

    operations = [migrations.RunSQL(CLOSED, migrations.RunSQL.noop), migrations.RunSQL(OPENED, migrations.RunSQL.noop)]
