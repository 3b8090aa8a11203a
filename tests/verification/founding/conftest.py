import pytest

from home.services import appoint_curator
from tests.factories.accounts import UserFactory
from tests.factories.founding import outlined_town


@pytest.fixture
def dinan(db):
    return outlined_town(title="Dinan", code="22050")


@pytest.fixture
def town_curator(dinan):
    """Somebody who runs the town."""
    user = UserFactory(pseudonym="Beffroi")
    appoint_curator(place=dinan, user=user)
    dinan.refresh_from_db()
    return user


@pytest.fixture
def foreign_curator(db):
    """Somebody who runs another town."""
    user = UserFactory(pseudonym="Rempart")
    appoint_curator(place=outlined_town(title="Saint-Malo", code="35288"), user=user)
    return user


@pytest.fixture
def founder(db):
    return UserFactory(pseudonym="Lavoir")
