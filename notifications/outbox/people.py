"""Whom a message of an alert addresses."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from accounts.models import User
from home.models import Membership, NeighbourhoodPage
from notifications import kinds
from notifications.areas import cells_of
from notifications.models import Alert, AlertMessage, Delivery, Preference
from notifications.querysets import DeliveryQuerySet


def people_of(alert: Alert, *, after: int = 0) -> models.QuerySet[User]:
    """Return whom an alert addresses, from a number on: residents whose square its area touches, and those who run the neighbourhood.

    Most people share no square: they always get it. Nobody is left out of an alert for keeping their home to themselves. Whom an
    earlier alert about the same event addresses is not woken again (ALR-16).
    """
    if alert.status == Alert.Status.TEST:
        return volunteers_at(alert.neighbourhood).filter(pk__gt=after)
    residents = Membership.objects.active().at(alert.neighbourhood).filter(user__gt=after)
    cells = None if alert.widened_at else cells_of(alert)
    if cells is not None:
        residents = residents.filter(Q(user__home_cell__isnull=True) | Q(user__home_cell__cell__in=cells))
    curators = User.groups.through.objects.filter(group=alert.neighbourhood.curator_group_id, user__gt=after)
    people = get_user_model().objects.active().filter(pk__in=residents.values("user").union(curators.values("user")))
    if alert.same_as_id:
        for other in Alert.objects.told_before(alert).select_related("neighbourhood"):
            people = people.exclude(pk__in=people_of(other).values("pk"))
    return people


def volunteers_at(place: NeighbourhoodPage) -> models.QuerySet[User]:
    """Return the residents who asked to take part in tests: nobody else is sent one (ALR-20, CAP-10)."""
    willing = Preference.objects.filter(kind=kinds.TEST, enabled=True).exclude(channel="in_app").values("user")
    residents = Membership.objects.active().at(place).filter(user__in=willing).values("user")
    return get_user_model().objects.active().filter(pk__in=residents)


def reached_before(message: AlertMessage) -> DeliveryQuerySet:
    """Return the deliveries of earlier messages of its alert that somebody has, or may have."""
    states = {"state__in": Delivery.REACHED_STATES, "user__isnull": False}
    return Delivery.objects.of_alert(message.alert).filter(alert_message__version__lt=message.version, **states)


def addressed_by(message: AlertMessage) -> models.QuerySet[User]:
    """Return whom a message addresses as things are: the end of an alert, those who heard of it (ALR-12)."""
    if message.msg_type == AlertMessage.Type.CANCEL:
        return get_user_model().objects.active().filter(pk__in=reached_before(message).values("user"))
    return people_of(message.alert)
