# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which visitors count as coming from one address."""

import pytest

from assemblies.live.consumers import neighbour


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("203.0.113.7", 4711), "203.0.113.7"),
        (("::ffff:203.0.113.7", 4711), "203.0.113.7"),
        (("2001:db8:1:2:3:4:5:6", 4711), "2001:db8:1:2::/64"),  # one person has all of such a network
        (("fe80::1%eth0", 4711), "fe80::/64"),
        (("::1", 4711), "::/64"),
        (("a name", 0), "a name"),
        (("x" * 5000, 0), "x" * 80),
        (None, ""),
    ],
)
def test_visitors_are_counted_by_where_they_come_from(client, counted):
    assert neighbour({"client": client}) == counted
    assert neighbour({}) == ""
