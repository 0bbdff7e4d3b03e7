"""Dates in the formats of Moment.js: what is written can be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.vault.date_format import format_date, read_day

FORMS = (
    "YYYY-MM-DD", "YYYY-MM-DDTHH:mm:ssZ", "dddd, MMMM Do YYYY, h:mm:ss a", "DD.MM.YY", "D/M/YYYY [at] H:m",
    "MMM D, YYYY A",    "YYYY.MM.DD ddd HH:mm:ss.SSS ZZ", "YYYY (DDDD) MM DD DD", "X YYYY-MM-DD [W]WW Q (D)",
)  # fmt: skip


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.sampled_from(FORMS), st.integers(-12, 12))
def test_what_is_written_is_read(when: datetime, form: str, hours: int) -> None:
    moment = when.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert read_day(format_date(moment, form), form) == moment.date()


def test_time_zones_and_thousandths() -> None:
    when = datetime(2026, 3, 2, 15, 4, 5, 6789, UTC)
    assert format_date(when, "HH:mm:ss.SSS Z ZZ") == "15:04:05.006 +00:00 +0000"


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("May 1st 2024", "MMMM Do YYYY", date(2024, 5, 1)),
        ("may 1ST 2024", "MMMM Do YYYY", None),
        ("2024-02-30", "YYYY-MM-DD", None),
        ("2024-05", "YYYY-MM", None),
        ("2024-05-01x", "YYYY-MM-DD", None),
        ("2024-05-01", "", None),
        ("2024+05+01", "YYYY+MM+DD", date(2024, 5, 1)),
        ("1" * 90, "Hm" * 40, None),
        ("2024-05-01", "[YYYY]-MM-DD", None),
    ],
)
def test_what_is_no_such_date_is_not_read(text: str, form: str, day: date | None) -> None:
    assert read_day(text, form) == day
