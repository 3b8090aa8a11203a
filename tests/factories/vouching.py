"""Neighbours who may vouch, and newcomers who ask them; walked by the services, dated back where time must have passed."""

from datetime import timedelta

from django.utils import timezone

from home.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from verification import services
from verification.models import VouchRequest

_home = iter(range(1, 100_000))


def strong(neighbourhood, *, days=60, method="postcard", dwelling=None, **fields):
    """Somebody who may vouch in this neighbourhood; without `dwelling`, each call is another home."""
    return MembershipFactory(
        neighbourhood=neighbourhood,
        method=method,
        confirmed_at=timezone.now() - timedelta(days=days),
        dwelling_hash=f"home {next(_home)}" if dwelling is None else dwelling,
        **fields,
    ).user


def asked(neighbourhood, user=None, *, listed=True, sentence="La dame au chien roux.", network=""):
    """Somebody who asks to be vouched for."""
    user = user or UserFactory()
    return services.join_by_vouching(user=user, neighbourhood=neighbourhood, sentence=sentence, listed=listed, by=user, network=network)


def vouch(request, *people, network=""):
    """These people vouch, one after the other; return their vouches."""
    return [services.give_vouch(request=request, by=person, network=network) for person in people]


def let_in(neighbourhood, *people):
    """Somebody confirmed on the word of these two, or of two new neighbours."""
    request = asked(neighbourhood)
    vouch(request, *(people or (strong(neighbourhood), strong(neighbourhood))))
    return fresh(request)


def fresh(request):
    """The request as it is stored now."""
    return VouchRequest.objects.select_related("membership", "user").get(pk=request.pk)


def home_of(user):
    """The membership of somebody as it is stored now."""
    return Membership.objects.filter(user=user).latest("started_at")
