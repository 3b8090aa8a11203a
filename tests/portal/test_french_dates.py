"""The first of a month is « 1er » in French, in templates and in sentences; nowhere else."""

from datetime import date, datetime, time

from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, time_format


def test_the_first_of_a_month_is_an_ordinal_in_french():
    first, second = date(2026, 12, 1), date(2026, 12, 2)
    with translation.override("fr"):
        assert date_format(first, "l j F Y") == "mardi 1er décembre 2026"
        assert date_format(second, "l j F") == "mercredi 2 décembre"
        assert date_format(datetime(2026, 12, 1, 18, 30), "DATETIME_FORMAT").startswith("1er décembre 2026 à 18")  # noqa: DTZ001
        assert date_format(first, "j/m") == "1/12"
        assert date_format(time(1, 0), "TIME_FORMAT").startswith("1")
        assert Template('{{ day|date:"j F" }} {{ day|date:"j" }}').render(Context({"day": first})) == "1er décembre 1"
    with translation.override("en"):
        assert date_format(first, "j F") == "1 December"


def test_a_full_hour_needs_no_minutes():
    """« 18 h » and « 18 h 30 », whether a moment or a time of the day; in English both stay as a clock shows them."""
    with translation.override("fr"):
        for full, half in ((time(18), time(18, 30)), (datetime(2026, 12, 5, 18), datetime(2026, 12, 5, 18, 30))):  # noqa: DTZ001
            assert date_format(full, "TIME_FORMAT") == "18\xa0h"
            assert date_format(half, "TIME_FORMAT") == "18\xa0h\xa030"
        assert time_format(time(0), "TIME_FORMAT") == "0\xa0h"
        assert date_format(datetime(2026, 12, 5, 18), "DATETIME_FORMAT").endswith("à 18\xa0h")  # noqa: DTZ001
    with translation.override("en"):
        assert date_format(time(18), "TIME_FORMAT") == "18:00"
