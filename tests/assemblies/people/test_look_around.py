# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking around as somebody made up: the act itself is refused off the loopback, whichever door it came by."""

import pytest

from assemblies.people import operations


@pytest.fixture
def request_of_a_visitor(rf, client):
    made = rf.post("/")
    made.session = client.session
    return made


@pytest.mark.parametrize("loopback", [True, False])
def test_off_the_loopback_nobody_is_signed_in(republic, settings, request_of_a_visitor, loopback):
    republic.ana.look_around = "Ana lives in Linden."
    republic.ana.save()
    settings.LISTENS_ON_LOOPBACK = loopback
    given = {"request": request_of_a_visitor, "public_id": republic.ana.public_id}
    if loopback:
        assert operations.look_around_as(**given) == republic.ana
        return
    with pytest.raises(operations.NotADemonstration):
        operations.look_around_as(**given)
    assert "_auth_user_id" not in request_of_a_visitor.session
