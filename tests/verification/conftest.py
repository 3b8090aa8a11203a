import pytest

from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from tests.stamps import stamped


@pytest.fixture
def town(db):
    return stamped("town", lambda: TownPageFactory(title="Dinan", code="22050"))


@pytest.fixture
def neighbourhood(town):
    return stamped("neighbourhood of Dinan", lambda: NeighbourhoodPageFactory(title="Port et Jerzual", parent=town))


@pytest.fixture
def neighbour(declared):
    return declared


@pytest.fixture
def step(monkeypatch):
    """Move the clock of Django's `timezone.now` forward."""
    from django.utils import timezone

    real, offset = timezone.now, []

    def forward(delta):
        offset.append(delta)
        monkeypatch.setattr(timezone, "now", lambda: sum(offset, start=real()))

    return forward
