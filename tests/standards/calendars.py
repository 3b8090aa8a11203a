"""Whether a file is a calendar (RFC 5545) that two parsers which share no code read alike, each fault in a line."""

from datetime import UTC

import icalendar
import vobject


def read(text: str) -> tuple[dict[str, tuple], dict[str, tuple]]:
    """Return what each parser finds: {uid: (start, end, status, sequence, summary)}, moments in UTC."""
    first = {
        str(event["uid"]): (
            event.start.astimezone(UTC), event.end.astimezone(UTC), str(event["status"]), int(event["sequence"]), str(event["summary"])
        )
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    }  # fmt: skip
    second = {
        event.uid.value: (
            event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC), event.status.value, int(event.sequence.value), event.summary.value
        )
        for event in vobject.readOne(text).contents.get("vevent", [])
    }  # fmt: skip
    return first, second


def calendar_faults(content: bytes) -> list[str]:
    """Return what is wrong with a calendar file."""
    text = content.decode()
    faults = ["a line ends otherwise than by CR and LF"] * (text.count("\n") != text.count("\r\n") or not text.endswith("\r\n"))
    faults += ["a line is longer than 75 octets"] * any(len(line.encode()) > 75 for line in text.split("\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    faults += [f"a calendar without {name}" for name in ("prodid", "version") if name not in calendar]
    events = calendar.walk("VEVENT")
    faults += [f"a date without {name}" for event in events for name in ("uid", "dtstamp", "dtstart") if name not in event]
    if faults:
        return faults
    faults += ["two dates of one uid"] * (len({str(event["uid"]) for event in events}) < len(events))
    first, second = read(text)
    faults += ["two parsers read it differently"] * (first != second)
    faults += ["a date ends before it begins" for start, end, *_ in first.values() if end < start]
    known = {"CONFIRMED", "TENTATIVE", "CANCELLED"}
    return faults + [f"no such status: {status}" for _start, _end, status, *_ in first.values() if status not in known]
