"""The numbers of trust, each with its reason. Changing one is a decision, not a tuning: see docs/verification.md."""

from datetime import timedelta

#: A proof of residence is believed for two years, then asked for again: people move.
MEMBERSHIP_MONTHS = 24
#: Time to receive a new card, with room for a holiday, before access ends.
EXPIRING_NOTICE = timedelta(days=60)
#: One move per quarter: a person hopping from place to place could harvest neighbours (VER-11).
MOVE_WINDOW = timedelta(days=90)

#: 32^8 codes: five wrong tries succeed once in 2 x 10^11 (VER-01).
CODE_LENGTH = 8
#: A mistyped code is usually right at the second try; at five somebody is guessing (VER-02).
TRIES_PER_CARD = 5
#: Three cards' worth of tries, over the window in which three cards may be asked for (VER-02).
TRIES_PER_ACCOUNT = 15
TRIES_WINDOW = timedelta(days=90)
#: The post takes 3 to 5 days and people go on holiday; an older card may have been left lying about (VER-02).
CARD_LIFE = timedelta(days=30)
#: The first card is often still in the mail when the second is asked for (VER-02).
LIVE_CARDS_PER_ACCOUNT = 2

#: A card and a replacement: more to one door would be a nuisance to those who live behind it (VER-05).
CARDS_PER_DWELLING = 2
DWELLING_WINDOW = timedelta(days=60)
#: A card, a replacement and a corrected address (VER-05).
CARDS_PER_ACCOUNT = 3
ACCOUNT_WINDOW = timedelta(days=90)
#: Postage is paid by the town: a flood of requests waits for the next day instead of emptying its purse (VER-05).
CARDS_PER_NEIGHBOURHOOD_PER_DAY = 50
#: A large family or a shared flat; beyond it, one door would be many voices.
ACCOUNTS_PER_DWELLING = 6

#: One neighbour may be mistaken or captured; two who do not live together seldom are.
VOUCHES_NEEDED = 2
#: Proofs that somebody of the post or the town hall had a hand in. An account confirmed by vouching never vouches: then g
#: captured accounts admit at most 3g/2 false ones per VOUCH_WINDOW, instead of a ring that grows by itself (VER-06).
VOUCHING_METHODS = frozenset({"postcard", "desk"})
#: A captured account is usually found out within a month (VER-06). Counted from when such a proof has held without a break.
VOUCHING_AFTER = timedelta(days=30)
#: More than one meets moving in next door in a season, and few enough that vouching remains an act (VER-06).
VOUCHES_PER_ACCOUNT = 3
VOUCH_WINDOW = timedelta(days=90)
#: Long enough to notice that one was deceived.
VOUCH_WITHDRAWAL = timedelta(days=14)
#: A question that stands longer than a month is answered; it also bounds how long a first vouch waits for its second.
VOUCH_REQUEST_LIFE = timedelta(days=30)
#: A question, and two more with other words: more would be begging at every door.
VOUCH_REQUESTS_PER_ACCOUNT = 3
#: Two vouches out of one living room on one day may be one hand (VER-07). What recognises the network is dropped then.
SAME_NETWORK_WINDOW = timedelta(hours=24)
#: Time for a card to be asked for, lost, and asked for again, when a voucher was a fraud (domain.md, section 3; VER-09).
RECONFIRM_WITHIN = timedelta(days=30)
#: As long as a membership may rest on them: then nobody needs to know who vouched for whom.
VOUCHES_KEPT = timedelta(days=31 * MEMBERSHIP_MONTHS)
#: Those told that somebody asks the neighbours. Everybody else who may answer finds it in the list.
NEIGHBOURS_TOLD = 30

#: Time to ring at two doors, one of whom is on a short holiday.
RECOVERY_CALL_LIFE = timedelta(days=7)
#: Whoever asks in somebody's name must not keep that somebody out: beyond this the oldest call nobody has answered gives way.
RECOVERY_CALLS_PER_ACCOUNT = 20
#: After the owner has stopped a request the two are left in peace: the sheet and the card stay open.
RECOVERY_PEACE = timedelta(days=7)

#: A requested card that no worker took up by then is woken again: Redis may lose a wake-up.
SWEEP_AFTER = timedelta(minutes=2)
#: What one print file may hold: 20 s of one core at most (domain.md, section 3).
CARDS_PER_BATCH = 1000

#: A browser that knows no better is often a street away, across a boundary (VER-10).
LOCATION_ACCURACY = 150
#: Positions on three local days, one of them at night: somebody who sleeps there (domain.md, section 3).
LOCATION_DAYS = 3
LOCATION_NIGHT = (20, 6)
#: Two minutes around midnight are not two days.
LOCATION_GAP = timedelta(hours=6)
#: Three days out of a season; older checks, and what recognises their coordinates, are destroyed.
LOCATION_WINDOW = timedelta(days=90)
#: Room for a bad signal and a walk to the window; not for trying out where the boundary runs (VER-10).
LOCATION_TRIES = 10
LOCATION_TRIES_WINDOW = timedelta(hours=24)

#: Long enough to go home and make an account, too short to lie about in a drawer.
DESK_CODE_LIFE = timedelta(hours=48)
#: A busy market morning; more would be somebody minting neighbours (VER-13).
DESK_CODES_PER_CURATOR_PER_DAY = 30

#: What a neighbourhood may choose instead of the usual numbers: enough that people come in, few enough that nobody is flooded.
CARDS_PER_DAY_BOUNDS = (5, 200)
DESK_CODES_BOUNDS = (5, 60)

#: Longer than a provider may be waited for (5 + 30 s for the token, as long for the letter), so that two workers never ask at once.
MAILING_LEASE = timedelta(minutes=3)
#: Soon while it may be a hiccup, then rarely; all attempts lie within the 30 days in which a provider knows a repeated key.
MAILING_WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
MAILING_ATTEMPTS = 10
#: Wrong keys do not mend themselves; the operator reads of them in the log and on the batch.
MAILING_KEYS_WAIT = timedelta(minutes=30)
