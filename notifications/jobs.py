"""What workers are woken for. Every job here may be lost, run twice, or run twice at the same time."""

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from notifications import services
from notifications.outbox import claims, sweeping, working


def prepare() -> None:
    """Load what sending needs: addresses of pages, catalogues, templates.

    A worker forks for every job; what its parent holds already, the job need not load before its first message leaves.
    """
    reverse("notifications:inbox")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Alert")
    for name in ("alert.txt", "alert.html", "notification.txt", "notification.html"):
        get_template(f"email/{name}")


def send_alerts() -> int:
    """Send what is due of alerts; return how many results were recorded."""
    return working.work(alerts=True)


def send_notices() -> int:
    """Send what is due of notifications; return how many results were recorded."""
    return working.work(alerts=False)


def sweep_alerts() -> int:
    """End alerts whose time is over, close what will not be sent any more, and send what waits without a wake-up."""
    sweeping.end_overdue_alerts()
    services.remind_senders()
    sweeping.close_what_is_over()
    return send_alerts()


def sweep_notices() -> int:
    """Send what waits of notifications without a wake-up."""
    claims.free_lost_leases()
    return send_notices()


def forget_old_deliveries() -> tuple[int, int]:
    """Forget who was sent what once nobody needs it; return how many deliveries lost their name, and notifications went."""
    return sweeping.forget_names(), sweeping.forget_notifications()


def make_letters() -> int:
    """Make the letters of neighbourhoods whose hour has come; return how many."""
    return services.make_letters()


def poll_official_feeds() -> int:
    """Ask the official feeds operators named; return how many messages became drafts."""
    return services.poll_sources()


def send_monthly_tests() -> int:
    """On the first Wednesday, send the month's test alert to volunteers; return to how many neighbourhoods."""
    return services.send_monthly_tests()


def record_drills() -> int:
    """Keep how long tests took to be handed over; return how many were recorded."""
    return services.record_drills()


def forget_answers() -> int:
    """Delete answers to roll-calls whose alert ended some days ago; return how many."""
    return services.forget_answers()
