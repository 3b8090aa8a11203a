"""What every test may use: places, actors, and a guard against the outside world."""

import socket

from django.utils import translation

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from home.services import appoint_curator
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.restoring import keep_rows_of_migrations
from tests.stamps import stamped

# How long an example takes says how busy the machine is, not what was promised.
hypothesis_settings.register_profile("palier", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("palier")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the database of the tests, and keep what migrations wrote for those that commit."""
    with django_db_blocker.unblock():
        keep_rows_of_migrations()


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch):
    """Refuse every socket that would leave this machine (TST-04)."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in _LOOPBACK:
            message = f"A test tried to reach {address!r}."
            raise AssertionError(message)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _empty_cache():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _first_language():
    """Begin in the site's first language, whatever the test before has asked for."""
    translation.deactivate()


@pytest.fixture
def tasks_run(settings):
    """Do at once, as the site does, what follows when a page, a picture or a document was saved or deleted."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def neighbourhood(db):
    return stamped("neighbourhood", lambda: NeighbourhoodPageFactory(title="Port et Jerzual"))


@pytest.fixture
def other_neighbourhood(db):
    return stamped("other neighbourhood", lambda: NeighbourhoodPageFactory(title="Gare"))


@pytest.fixture
def resident(neighbourhood):
    """A resident of level 2 for two months."""
    return MembershipFactory(neighbourhood=neighbourhood).user


@pytest.fixture
def outsider(other_neighbourhood):
    """A resident of level 2, elsewhere."""
    return MembershipFactory(neighbourhood=other_neighbourhood).user


@pytest.fixture
def declared(db):
    """Somebody with an account and no proof."""
    return UserFactory()


@pytest.fixture
def curator(neighbourhood):
    """Somebody who runs the first neighbourhood, and nothing else."""
    return _curator_of(neighbourhood)


@pytest.fixture
def other_curator(other_neighbourhood):
    """Somebody who runs the other neighbourhood, and nothing else."""
    return _curator_of(other_neighbourhood)


@pytest.fixture
def operator(db):
    """Somebody who operates the whole portal."""
    return UserFactory(pseudonym="Opératrice", is_superuser=True, is_staff=True)


def _curator_of(place):
    def appointed():
        user = UserFactory()
        appoint_curator(place=place, user=user)
        return user

    user = stamped(f"curator of {place.pk}", appointed)
    place.refresh_from_db()
    return user
