from django.db import migrations

#: Whoever runs a purchase, and whoever takes part in it.
PEOPLE = """
WITH runner AS (
    SELECT listingpage_ptr_id AS purchase, author_id AS person FROM listings_groupbuypage
    JOIN listings_listingpage ON page_ptr_id = listingpage_ptr_id WHERE author_id IS NOT NULL
    UNION SELECT listingpage_ptr_id, deputy_id FROM listings_groupbuypage WHERE deputy_id IS NOT NULL
), participant AS (
    SELECT answer.listing_id AS purchase, answer.resident_id AS person, slot.starts_at, slot.ends_at
    FROM listings_response answer
    JOIN listings_pledge pledge ON pledge.response_id = answer.id
    LEFT JOIN listings_pickupslot slot ON slot.id = pledge.slot_id
    WHERE answer.state IN ('accepted', 'done', 'no_show')
), standing AS (
    SELECT listingpage_ptr_id AS purchase, phase, closes_at FROM listings_groupbuypage
    JOIN listings_listingpage ON page_ptr_id = listingpage_ptr_id WHERE state NOT IN ('draft', 'held') AND phase <> 'failed'
)
"""
INSERT = "INSERT INTO listings_purchasedate (public_id, purchase_id, person_id, what, number, starts_at, ends_at, sequence, changed_at) "
CLOSINGS = f"""{PEOPLE} {INSERT}
SELECT gen_random_uuid(), purchase, person, 'closing', 0, closes_at - interval '30 minutes', closes_at, 0, now()
FROM standing JOIN (SELECT purchase, person FROM runner UNION SELECT purchase, person FROM participant) people USING (purchase)
WHERE phase = 'collecting'
"""
FETCHED = f"""{PEOPLE} {INSERT}
SELECT gen_random_uuid(), purchase, person, 'pickup', 0, min(starts_at), min(ends_at), 0, now()
FROM standing JOIN participant USING (purchase)
WHERE starts_at IS NOT NULL AND (purchase, person) NOT IN (SELECT purchase, person FROM runner)
GROUP BY purchase, person
"""
HANDED_OUT = f"""{PEOPLE} {INSERT}
SELECT gen_random_uuid(), purchase, person, 'pickup',
       row_number() OVER (PARTITION BY purchase, person ORDER BY min(slot.starts_at)) - 1, min(slot.starts_at), max(slot.ends_at), 0, now()
FROM standing JOIN runner USING (purchase) JOIN listings_pickupslot slot ON slot.purchase_id = purchase
GROUP BY purchase, person, (slot.starts_at AT TIME ZONE 'Europe/Paris')::date
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0014_purchase_dates")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (CLOSINGS, FETCHED, HANDED_OUT)]
