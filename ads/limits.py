"""The numbers of local shops, each with its reason."""

from datetime import timedelta
from decimal import Decimal

#: One person keeps a shop or three; more is somebody registering other people's. [policy]
SHOPS_PER_PERSON = 3
#: One line on a telephone, read in passing (shared design 15).
TEXT_LENGTH = 90
#: A shop's word of the week: as long as a postcard's.
POST_LENGTH = 280
#: A basket keeps its weeks long enough to write the advertisement, too short to lock others out [domain §6].
HOLD = timedelta(minutes=15)
#: A card payment page stays open this long: the shortest the provider allows.
CARD_HOLD = timedelta(minutes=31)
#: A transfer takes two working days; after seven the weeks go to somebody else. [policy]
TRANSFER_HOLD = timedelta(days=7)
#: Four months ahead: further, prices are not known and a page of weeks is too long to read.
WEEKS_AHEAD = 16
#: A basket of one shop: a year in one neighbourhood, or a season in the whole town.
PLACEMENTS_PER_BASKET = 60
#: The share of what shops pay that goes to the neighbourhood they are shown in; the rest pays for the portal [domain §6].
FUND_SHARE = Decimal("0.30")
#: How long a view's token is remembered: a page left open over night is still one view.
TOKEN_LIFE = timedelta(days=1)
#: What one network may add a minute to one advertisement: a school behind one address, not a script. [policy]
COUNTS_PER_NETWORK_A_MINUTE = 30
#: Applied batches of counts are remembered this long; none waits in Redis nearly as long.
BATCH_MEMORY = timedelta(days=7)
#: Reports of neighbours that stop an advertisement until a curator has looked. One is enough: a curator answers within days.
REPORTS_THAT_STOP = 1
#: Rows of a page of the ledger.
PAGE_SIZE = 50
#: Late payment between firms: the rate of the European Central Bank plus ten points (Code de commerce, L441-10).
LATE_RATE = "BCE + 10 points"
#: The same article: what a late payer owes for recovery, in euros.
RECOVERY_FEE = 40
