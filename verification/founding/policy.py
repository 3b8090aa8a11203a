"""The numbers of founding, each with its reason. Changing one is a decision, not a tuning: see docs/founding.md."""

from datetime import timedelta

#: Ten households can keep a place alive and cannot be one person's friends of an evening (domain.md, section 2).
FOUNDERS_NEEDED = 10
#: Time for three rounds of postcards and a neighbourhood feast (domain.md, section 2).
GATHERING = timedelta(days=90)
#: People are told once before the end, early enough to ring at a few more doors.
LAST_CALL = timedelta(days=14)
#: A week is how long ten households wait without a word; after the second one the operator is reminded too.
REVIEW_REMINDER = timedelta(days=7)
#: Somebody who is sent back to the map gets at least this long to draw again and to be read again.
CHANGE_TIME = timedelta(days=30)
#: A place without curator for so long is dormant (domain.md, section 2).
DORMANT_AFTER = timedelta(days=60)
#: What was refused or lapsed is kept long enough to answer « why? », then forgotten.
KEPT_AFTER_END = timedelta(days=365)

#: Enough to try again after a mistake, too few to fill a town with empty names.
FOUNDINGS_PER_PERSON = 3
PERSON_WINDOW = timedelta(days=90)
#: A town reads each proposal: five new ones a day are as many as somebody can look at.
FOUNDINGS_PER_TOWN_PER_DAY = 5

#: Below a hectare it is a house, whose neighbours know each other already (square metres).
SMALLEST = 10_000
#: The circle of two kilometres; a larger one is a town, and official areas may be as large as they are (square metres).
LARGEST = 12_600_000
#: The least and the largest radius of a circle, in metres (domain.md, section 3).
RADIUS_FROM, RADIUS_TO = 200, 2000
#: At least this share of the outline lies in its town: the edge of a map is not the edge of a village green.
IN_TOWN = 0.5

NAME_FROM, NAME_TO = 3, 60

#: A letter to ten people is an invitation, to a hundred it is a mailing.
EMAILS_PER_PERSON = 10
EMAILS_WINDOW = timedelta(days=7)
EMAILS_PER_FOUNDING = 100
#: What no worker took up by then is woken again.
SWEEP_AFTER = timedelta(minutes=2)

#: One reads along with the places around, not with the country.
FOLLOWS_PER_PERSON = 12
