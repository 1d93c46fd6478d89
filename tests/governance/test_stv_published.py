# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transferable votes that others counted and published, by the Scottish order, to the last of five decimal places."""

from fractions import Fraction
from typing import Any

from governance import tallies


def scottish(options: str, votes: dict[str, int], places: int, **more: Any) -> dict[str, Any]:
    rows = [{"choice": [[one] for one in text], "count": count} for text, count in votes.items()]
    asked = {"options": list(options), "votes": rows, "places_to_fill": places}
    return tallies.tally({"method": "stv", "variant": "scottish", **asked, **more})


BALLOTS = """
ghikl*19 mgedba embgda mdab dbmac dmbg ghlamibdke amcdgeb damgceb*2 admbgecihlk gahimcbdlek*2
eamcbdg ghiclbmead cmab*2 dgme demcba gihlkbm dcma*3 mcdagbe cmdagbe mcdabeg madbecg mdcabe cmadbge
dcmh admg*2 gcdmae ikhg mceb debcm mebdacg mebagch ghilk ghdil mdgbh dmbgah ghkil hdgkmi gdbm magd
dabmie admecb gedhkbmacil dhgembaci cdgblmhae ghki*2 mbdgea ghik bghlmkaei dghb dmebac mdgcaehbi
dcmag mdac damcbgh bdme bcdamg cadm dcabk cadmbg dabhc daembc*2 mgcbeda megbda amcgbde mabgdec*2
cadbmgieh
"""
COMMITTEE = {text.partition("*")[0]: int(text.partition("*")[2] or 1) for text in BALLOTS.split()}
"""Thirteen candidates for four places in a party's committee in 2005, 94 ballots: SC.blt of the program Droop by
J. Lundell, whose count by the Scottish rules is published with it (SC-scotland-fixed-p5-d5)."""


def test_a_committee_of_four_is_elected_as_published() -> None:
    found = scottish("abcdefghijklm", COMMITTEE, 4)
    assert (sum(COMMITTEE.values()), found["quota"]) == (94, 19)
    published = [
        "a6 b3 c8 d22 e2 f0 g33 h1 i1 j0 k0 l0 m18",
        "a6.84848 b3.42424 c8.42424 d22 e2.42424 f0 g19 h12.45448 i1.42424 j0 k0 l0 m18",
        "a7.803 b3.5606 c9.2424 d19 e2.69696 f0 g19 h12.7272 i1.42424 j0 k0 l0 m18.54544",
        "a7.803 b3.5606 c9.2424 d19 e2.69696 g19 h12.7272 i1.42424 m18.54544",
        "a7.803 b3.5606 c9.2424 d19 e2.69696 g19 h14.15144 m18.54544",
        "a8.803 b3.69696 c9.2424 d19 g19 h14.57568 m19.6818",
        "a9.01084 b3.9536 c9.45496 d19 g19 h14.57568 m19",
        "a9.36448 c10.59132 d19 g19 h15.61032 m19",
        "c16.62204 d19 g19 h16.59988 m19",
        "c18.59172 d19 g19 m19",
    ]
    counts = [
        " ".join(f"{option}{number}" for option, number in now["counts"].items()) for now in found["rounds"]
    ]
    assert counts == published
    left = [str(now["exhausted"]) for now in found["rounds"]]
    assert left == ["0", "0", "0", "0", "0", "0", "0.00472", "1.43368", "3.77788", "18.40808"]
    lost = [Fraction(now["lost"]) * 10**5 for now in found["rounds"]]
    assert lost == [0, 8, 16, 16, 16, 16, 20, 20, 20, 20]
    assert found["winners"] == ["g", "d", "m", "c"]


def test_who_has_equally_few_and_had_fewer_before_leaves_as_published() -> None:
    """weak-defeat of the same program: b reaches c's three votes by a's paper, and leaves."""
    found = scottish("abcde", {"ab": 1, "b": 2, "c": 3, "d": 4, "e": 5}, 2)
    assert [now["excluded"] for now in found["rounds"]] == [["a"], ["b"], ["c"], []]
    assert (found["outcome"], found["winners"]) == ("decided", ["e", "d"])


def test_a_surplus_that_gives_the_quota_and_no_more_is_followed_by_an_exclusion_as_published() -> None:
    """weak-surplus of the same program, which there excludes e by lot."""
    votes = {"ac": 10, "b": 8, "c": 6, "d": 5, "ed": 3, "fd": 3}
    found = scottish("abcdef", votes, 4, tie_order=list("abcdfe"))
    assert [now["elected"] for now in found["rounds"]] == [["a", "b"], ["c"], ["d"]]
    assert [now["excluded"] for now in found["rounds"]] == [[], ["e"], []]
    assert found["rounds"][2]["counts"] == {"a": 8, "b": 8, "c": 8, "d": 8, "f": 3}
