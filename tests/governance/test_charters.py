# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ballot closes in the evening of the place that votes, never before its seven days, whatever its clocks do."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance import charters, ways
from governance.scales import Place

RULES = charters.default(Place.BASE)


def closes(opened: datetime, zone: str, **rules: int) -> datetime:
    given = charters.read(RULES.as_data() | rules)
    return charters.closes_at(given, opened, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "opened", "closed"),
    [
        ("UTC", datetime(2026, 3, 2, 19, 0, tzinfo=UTC), datetime(2026, 3, 9, 20, 0, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 2, 20, 0, tzinfo=UTC), datetime(2026, 3, 9, 20, 0, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 2, 20, 0, 1, tzinfo=UTC), datetime(2026, 3, 10, 20, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 3, 2, 12, 0, tzinfo=UTC), datetime(2026, 3, 9, 14, 15, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 7, 1, 9, 0, tzinfo=UTC), datetime(2026, 7, 9, 8, 0, tzinfo=UTC)),
    ],
)
def test_it_closes_at_the_first_evening_after_seven_days(
    zone: str, opened: datetime, closed: datetime
) -> None:
    assert closes(opened, zone) == closed


def test_an_hour_that_clocks_leave_out_is_the_first_instant_after_it() -> None:
    """On 29 March 2026 in Madrid, 2:00 is followed by 3:00, which is 1:00 in UTC."""
    opened = datetime(2026, 3, 22, 0, 0, tzinfo=UTC)
    assert closes(opened, "Europe/Madrid", closing_hour=2) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_an_hour_that_clocks_show_twice_is_the_later_one() -> None:
    """On 25 October 2026 in Madrid, 2:00 comes at 0:00 and again at 1:00 in UTC."""
    opened = datetime(2026, 10, 18, 0, 0, tzinfo=UTC)
    assert closes(opened, "Europe/Madrid", closing_hour=2) == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)


def test_clocks_that_change_in_between_take_no_hour_from_the_voters() -> None:
    opened = datetime(2026, 3, 23, 18, 30, tzinfo=UTC)  # 19:30 in Madrid, seven days on it is 20:30 there
    closed = closes(opened, "Europe/Madrid")
    assert closed - opened >= timedelta(days=7)
    assert closed == datetime(2026, 3, 31, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("place", Place)
def test_the_defaults_are_those_of_the_domain(place: Place) -> None:
    rules = charters.default(place)
    assert rules.seconds_needed == (2 if place is Place.BASE else 5)
    assert (rules.seconding_days, rules.deliberation_days, rules.lapse_days) == (14, 3, 90)
    assert (rules.ballot_hours, rules.closing_hour, rules.help_days) == (7 * 24, 20, 14)
    assert (rules.quorum_share, rules.threshold_share) == ("1/5", "1/2")


@pytest.mark.parametrize(
    "wrong",
    [
        {"closing_hour": 24},
        {"closing_hour": -1},
        {"closing_hour": "8"},
        {"quorum_share": "6/5"},
        {"quorum_share": "-1/5"},
        {"threshold_share": 0.5},
        {"threshold_share": "1/0"},
        {"deliberation_days": -1},
        {"seconding_days": "14"},
        {"lapse_days": True},
        {"quorum_count": "yes"},
        {"quorum_count": "affirmative", "stricter": ["consent"]},
        {"colour": "red"},
    ],
)
def test_a_charter_that_makes_no_sense_is_refused_with_the_rule(wrong: dict[str, object]) -> None:
    with pytest.raises(charters.BadCharter) as said:
        charters.read(RULES.as_data() | wrong)
    assert said.value.at == f"/{next(iter(wrong))}"


@pytest.mark.parametrize("share", ["0", "0.0", "1", "2/2"])
def test_no_charter_is_given_a_threshold_that_everything_passes_or_nothing_can(share: str) -> None:
    with pytest.raises(charters.BadCharter) as said:
        charters.founded(Place.BASE, {"threshold_share": share})
    assert said.value.at == "/threshold_share" and f"More than {share} of the votes" in said.value.sentence
    kept = charters.read(RULES.as_data() | {"threshold_share": share})
    assert kept.threshold_share == share, "what was kept before is still read"
    assert charters.founded(Place.BASE, {"threshold_share": "999/1000"}).threshold_share == "999/1000"


@pytest.mark.parametrize(
    "more", [{"quorum_count": "affirmative"}, {"threshold_share": "3/5"}, {"threshold_of": "seats"}]
)
def test_more_than_a_majority_is_not_got_round_by_asking_for_options(more: dict[str, str]) -> None:
    assert RULES.usual.others and not charters.read({**RULES.as_data(), "stricter": [], **more}).usual.others
    water = {"matter": "water", "method": "majority"}
    held = charters.read({**RULES.as_data(), "stricter": [], "by_matter": [water], **more})
    with pytest.raises(ways.MethodNotAllowed):
        held.way("water").choose("plurality")
    allowed = charters.read({**RULES.as_data(), "stricter": [], "also": ["plurality"], **more})
    assert allowed.way("roads").choose("plurality") == "plurality", "what a charter names it allows"


def test_a_charter_founded_with_a_quorum_of_approval_has_no_consent_for_the_asking() -> None:
    held = charters.founded(Place.BASE, {"quorum_count": "affirmative"})
    assert held.quorum_count == "affirmative" and held.stricter == ()
    assert charters.read(held.as_data()) == held


def test_what_is_kept_of_a_charter_is_plain_and_read_back_as_the_same() -> None:
    data = RULES.as_data() | {
        "stricter": ["double-majority"],
        "by_matter": [{"matter": "water", "method": "double-majority", "stricter": []}],
        "remit": [{"matter": "water", "ceilings": {"GBP": "5000"}, "exclusive": True}],
        "closing_hour": 0,
    }
    read = charters.read(data)
    assert read.as_data() == json.loads(json.dumps(data))
    assert charters.read(read.as_data()) == read
    assert charters.read(RULES.as_data()).remit is None
