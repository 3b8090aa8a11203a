"""Who belongs to an alert's place no more by the time its message would leave (VER-11)."""

from collections.abc import Iterable

from accounts.prepared import keeping
from notifications.lookups import array

_LEFT = """
SELECT row.person, row.message FROM unnest(%s::bigint[], %s::bigint[]) AS row(person, message)
JOIN notifications_alertmessage message ON message.id = row.message AND message.msg_type <> 'Cancel'
JOIN notifications_alert alert ON alert.id = message.alert_id
JOIN home_neighbourhoodpage place ON place.page_ptr_id = alert.neighbourhood_id
WHERE NOT EXISTS (
    SELECT 1 FROM home_membership home WHERE home.user_id = row.person AND home.neighbourhood_id = alert.neighbourhood_id
    AND home.state IN ('confirmed', 'expiring') AND home.expires_at > now()
) AND NOT EXISTS (
    SELECT 1 FROM accounts_user_groups member WHERE member.user_id = row.person AND member.group_id = place.curator_group_id
)
"""


def leavers(rows: Iterable[tuple[int | None, int | None]]) -> set[tuple[int, int]]:
    """Return the (person, alert message) pairs of those who moved away or whose proof ended since they were addressed.

    The end of an alert is left out: it reaches exactly those who got the alert, wherever they live by then (ALR-12).
    """
    pairs = [(person, message) for person, message in rows if person and message]
    if not pairs:
        return set()
    with keeping() as cursor:
        cursor.execute(_LEFT, [array(column) for column in zip(*pairs, strict=True)])
        return set(cursor.fetchall())
