"""Everything that recurs, in one place. Read by the clock process; exactly one clock runs."""

from django.conf import settings

from rq.cron import register

from ads import jobs as ads
from home import jobs as home
from listings import jobs as listings
from notifications import jobs as notifications
from verification import jobs as verification
from verification.founding import jobs as founding

# Alerts first: what a lost wake-up or a killed worker left behind goes on within this many seconds (ALR-01, FLT-01).
register(notifications.sweep_alerts, "alerts", interval=settings.PALIER_SWEEP_SECONDS)
register(notifications.sweep_notices, "default", interval=30)
register(notifications.make_letters, "bulk", interval=600)
# Every Wednesday; the job itself knows the first of the month: cron would take day and weekday as alternatives (ALR-20).
register(notifications.send_monthly_tests, "default", cron="5 12 * * 3")
register(notifications.record_drills, "default", interval=60)
register(notifications.poll_official_feeds, "bulk", interval=300)
register(notifications.forget_answers, "bulk", cron="37 * * * *")
register(notifications.forget_old_deliveries, "bulk", cron="17 3 * * *")
register(verification.sweep_postcards, "default", interval=60)
register(verification.mail_cards, "bulk", interval=60)
# Half the minute within which those whom a fraud let in are asked to confirm again (VER-09).
register(verification.sweep_vouches, "default", interval=30)
register(verification.sweep_memberships, "bulk", cron="7 4 * * *")
register(founding.sweep_invitations, "default", interval=60)
register(founding.sweep_places, "bulk", cron="23 * * * *")
register(listings.end_listings, "default", interval=600)
register(listings.sweep_dates, "default", interval=60)
register(listings.sweep_purchases, "default", interval=60)
register(listings.remind_of_returns, "default", interval=3600)
register(listings.tell_searches, "default", interval=60)
register(listings.propose_matches, "bulk", interval=60)
register(listings.write_more_dates, "bulk", cron="37 2 * * *")
register(listings.drop_forgotten_photos, "bulk", cron="27 4 * * *")
register(listings.forget_conversations, "bulk", cron="47 3 * * *")
register(ads.sweep_payments, "default", interval=60)
register(ads.advance_campaigns, "default", interval=300)
register(ads.flush_counts, "default", interval=15)
register(home.mail_curator_invitations, "default", interval=60)
register(home.watch_desks, "bulk", cron="37 4 * * *")
