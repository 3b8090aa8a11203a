"""The numbers of listings, each with its reason."""

from datetime import timedelta

#: A title is read on one line of a telephone.
TITLE_LENGTH = 80
#: Enough to show every side of an object, and a page that stays light.
PHOTOS = 6
#: What nobody renewed for two months is no longer on offer [domain §4.1].
LIFETIME = timedelta(days=60)
#: Left to itself, a listing lives a month: long enough for a Sunday reader, short enough to stay true.
USUAL_LIFETIME = timedelta(days=30)
#: Time to renew in one tap before a listing ends [domain §4.1].
EXPIRY_NOTICE = timedelta(days=3)
#: A photo sent with a form that was not finished is dropped after a day.
STAGED_PHOTO_LIFETIME = timedelta(days=1)
#: Two missed hand-overs in 90 days: for 30 days one no longer comes first in line [domain §4.2].
NO_SHOWS = 2
NO_SHOW_WINDOW = timedelta(days=90)
NO_SHOW_PAUSE = timedelta(days=30)
#: A page of results: what one reads before narrowing the search.
PAGE_SIZE = 20
#: Pins a reader can still tell apart.
MAP_SIZE = 60
#: How many listings a neighbourhood's home page shows.
LATEST = 6
