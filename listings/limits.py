"""The numbers of listings, each with its reason."""

from datetime import time, timedelta

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
#: A common word fills a page among so many of the newest listings of the country, and is read there; what is rarer is read by its index
#: (decision 0019). Reading this many costs about 3 ms.
COUNTRY_WINDOW = 2500
#: A word that so many of them hold is looked for day by day, where so many are to be expected in all as cost more to read: on days that hold
#: so many times what is wanted, if they hold it as often as the newest do.
COUNTRY_SEEN = 3
COUNTRY_MANY = 500
COUNTRY_MARGIN = 3
#: The most a page or a program reads at once of the whole country, and one more, which says that there is more.
COUNTRY_READ = 101
#: Above, how many listings of the country hold a word is said as "more than".
COUNTRY_COUNTED = 1000
#: Titles of the country among which the word is looked for that was perhaps meant.
COUNTRY_TITLES = 1000
#: Titles among which the word is looked for that a search perhaps meant.
TITLES_COMPARED = 400
#: How many listings a neighbourhood's home page shows.
LATEST = 6
#: A place that became free is kept this long for the next in line; less when it is soon needed [domain §4.1].
OFFER = timedelta(hours=24)
SHORT_OFFER = timedelta(hours=2)
#: How far ahead the dates of what repeats are written down: as long as a listing lives without renewal.
HORIZON = timedelta(days=62)
#: A single date further away than a year is a mistake of the hand.
FURTHEST_DATE = timedelta(days=366)
#: Dates one can answer to on a listing's page.
SHOWN_DATES = 8
#: Childcare has up to three times a day: two weeks of an ordinary pattern.
SHOWN_HOURS = 14
#: Dates that stand open in an answer; those after them are folded away, and one tick means them all.
UNFOLDED_DATES = 4
#: Euros an hour: above, a figure slipped [policy].
HIGHEST_RATE = 30
#: From so many listings on, what neighbours ask for is said to whoever writes one [policy].
RATES_SHOWN_FROM = 3
#: Searches one person keeps: more would be noise [policy].
SAVED_SEARCHES = 20
#: Listings one message names, and searches one run of the worker looks at; the next run takes the rest.
HITS_TOLD = 20
SEARCHES_PER_RUN = 2000
#: When daily searches are told: before the day begins for most.
MORNING = time(8)
#: Offers for money in half a year that neighbours make as neighbours; above, they are asked whether it is their trade [domain §4.2].
PRIVATE_PAID_OFFERS = 3
TRADER_WINDOW = timedelta(days=182)
#: A feed: what a reader of feeds fetches at once.
FEED_SIZE = 50
#: What an agenda shows, and how long a calendar keeps what is over or cancelled.
AGENDA_SIZE = 60
#: What the neighbourhood's own page shows of it, and how many dates it reads to find as many meetups.
NEXT_DATES = 3
NEXT_DATES_READ = 12
CALENDAR_MEMORY = timedelta(days=30)
#: Whoever comes is reminded the day before.
REMINDER = timedelta(hours=24)
#: Between a price that rises and the moment pledges bind, everybody has at least a day to withdraw.
PRICE_NOTICE = timedelta(hours=24)
#: Participants are told once what is missing, in time to find somebody for it.
PURCHASE_NOTICE = timedelta(hours=48)
#: Products of one purchase and hours of its pick-up: what one form holds.
PRODUCTS = 8
PICKUP_SLOTS = 6
#: Things to bring: what one still reads on a telephone.
BRING_ITEMS = 20
#: Nobody has more than ten hours to come, nor owes more than ten: an account that drifts away helps nobody [domain §4.2]. In minutes.
TIME_LIMIT = 600
#: Entries of a time account on one page.
SHOWN_ENTRIES = 30
#: How many of the newest listings one new one is held against, how many finds it may bring, and how far a ring is looked for.
MATCH_CANDIDATES = 200
MATCHES = 3
RINGS = 3
RING_BRANCHES = 40
#: What a page of finds shows.
SHOWN_MATCHES = 20
#: Drives that leave within an hour and a half of each other may be one; what takes place is looked at for two weeks.
DRIVES_TOGETHER = timedelta(minutes=90)
TIMES_AHEAD = timedelta(days=14)
#: A sitter who is free for less than this of what a family needs does not help it.
TIME_IN_COMMON = timedelta(hours=1)
#: Whoever has not proved in full where they live begins so many conversations a day (SEC-18), that is, answers so many listings.
CONVERSATIONS_A_DAY = 20
#: What one person writes in a day, to all together: an organiser of forty participants has room, a nuisance has not [policy].
MESSAGES_A_DAY = 100
DAY = timedelta(hours=24)
#: A long letter; more is a mistake of the hand.
MESSAGE_LENGTH = 2000
#: The same words twice within so long are one message: a finger that slipped, or a browser that tried again.
SAME_MESSAGE = timedelta(minutes=1)
#: Several messages in a row ring once, unless they were seen meanwhile.
RING_AGAIN = timedelta(minutes=10)
#: After a hand-over there is something to say for a while (a forgotten cable); after a no there is less [policy].
TALK_AFTER_END = timedelta(days=30)
TALK_AFTER_NO = timedelta(days=7)
#: What was written is forgotten a year after the listing closed (LEG-07).
MESSAGE_MEMORY = timedelta(days=365)
#: Messages and conversations on one page.
SHOWN_MESSAGES = 50
SHOWN_CONVERSATIONS = 12
#: The last moment to pledge stands in calendars as the half hour before it: an entry without length is not shown everywhere.
CLOSING_ENTRY = timedelta(minutes=30)
