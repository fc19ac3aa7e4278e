from datetime import date, datetime

import pytest
from counting_world import at

from reporting.counting import BadInstant
from reporting.counting.times import local_date


def test_local_dates_turn_at_midnight_in_brussels():
    assert local_date(at("2021-06-30T21:59:59Z")) == date(2021, 6, 30)
    assert local_date(at("2021-06-30T22:00:00Z")) == date(2021, 7, 1)
    assert local_date(at("2020-12-31T22:59:59Z")) == date(2020, 12, 31)
    assert local_date(at("2020-12-31T23:00:00Z")) == date(2021, 1, 1)
    with pytest.raises(BadInstant):
        local_date(datetime(2021, 1, 1))
