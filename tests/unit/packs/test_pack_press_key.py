"""Two press items are one for the check exactly when they are one for the count."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from reporting.counting.facts import Press
from reporting.counting.indicators.publicity import press_key as counted_key
from reporting.packs.values import press_key

DAY = dt.date(2020, 10, 6)
URLS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "//", "http://", "HTTPS://"]),
        st.sampled_from(["", "www.", "WWW."]),
        st.sampled_from(["j.example", "J.Example", "j.example:8080"]),
        st.sampled_from(["", "/", "/a", "/a/", "/A", "/a//"]),
        st.sampled_from(["", "?", "?id=1", "?utm_source=x", "?utm_source=x&id=1", "?id=1&utm_medium=y"]),
        st.sampled_from(["", "#", "#top"]),
    ),
)


@given(URLS | st.just(""), URLS | st.just(""), st.sampled_from(["T", "t", "u"]))
def test_both_keys_agree(one: str, other: str, title: str) -> None:
    checked = press_key(one, "M", DAY, "T") == press_key(other, "m", DAY, title)
    counted = counted_key(Press(DAY, "M", "T", one)) == counted_key(Press(DAY, "m", title, other))
    assert checked == counted
