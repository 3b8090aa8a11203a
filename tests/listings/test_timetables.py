"""Local hours stay what they are through both nights on which the clocks change."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listings import timetables
from listings.models import MeetupPage

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("night", "clock", "utc"),
    [
        (date(2027, 3, 27), "18:30", "17:30"),
        (date(2027, 3, 28), "18:30", "16:30"),
        (date(2027, 3, 28), "02:30", "01:30"),  # the hour that does not exist: an hour later on the clock
        (date(2027, 10, 31), "02:30", "00:30"),  # the hour that comes twice: the first
        (date(2027, 10, 31), "18:30", "17:30"),
    ],
)
def test_clocks_show_the_same_hour_through_both_nights(night, clock, utc):
    found = timetables.moment(night, datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007
    assert found.strftime("%H:%M") == utc


def test_a_weekly_evening_stays_at_its_hour_when_the_clocks_change():
    page = MeetupPage(
        starts_at=datetime(2027, 3, 20, 23, 0, tzinfo=PARIS), ends_at=datetime(2027, 3, 21, 3, 30, tzinfo=PARIS), rrule="FREQ=WEEKLY",
        exceptions=[date(2027, 4, 3)],
    )  # fmt: skip
    slots = page.timetable(date(2027, 3, 20), date(2027, 4, 12))
    local = [(slot.starts_at.astimezone(PARIS), slot.ends_at.astimezone(PARIS)) for slot in slots]
    assert [start.strftime("%d %H:%M") for start, _end in local] == ["20 23:00", "27 23:00", "10 23:00"]
    assert {end.strftime("%H:%M") for _start, end in local} == {"03:30"}
    assert local[1][1].astimezone(ZoneInfo("UTC")) - local[1][0].astimezone(ZoneInfo("UTC")) == timedelta(hours=3, minutes=30)
