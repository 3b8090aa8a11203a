from django.utils import translation

import pytest


@pytest.fixture(autouse=True)
def _english(_first_language):
    """Refusals are compared in the language they are written in."""
    with translation.override("en"):
        yield
