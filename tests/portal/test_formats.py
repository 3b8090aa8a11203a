"""How dates and times are written in both languages."""

from datetime import UTC, date, datetime

from django import forms
from django.utils import formats, translation

import pytest

EVENING = datetime(2026, 12, 3, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "time", "moment", "short"),
    [
        ("fr", "18\u00a0h\u00a030", "3 décembre 2026 à 18\u00a0h\u00a030", "03/12/2026"),
        ("en", "18:30", "3 December 2026, 18:30", "03/12/2026"),
    ],
)
def test_dates_and_times_read_as_people_write_them(language, time, moment, short):
    with translation.override(language):
        assert formats.time_format(EVENING.time()) == time
        assert formats.date_format(EVENING, "DATETIME_FORMAT") == moment
        assert formats.date_format(EVENING, "SHORT_DATE_FORMAT") == short


@pytest.mark.parametrize("language", ["fr", "en"])
def test_typed_date_is_read_day_first(language):
    with translation.override(language):
        assert forms.DateField().clean("03/12/2026") == date(2026, 12, 3)
