# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever names a visitor asks for us by, the log gets one line a time and no traceback."""

import io
import logging.config
import re

import pytest


@pytest.fixture
def log(settings):
    """What the console would show."""
    written = io.StringIO()
    logging.config.dictConfig(settings.LOGGING)
    (console,) = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    console.setStream(written)
    yield written
    logging.getLogger().removeHandler(console)


@pytest.mark.django_db
def test_a_host_that_is_not_ours_takes_one_line(client, log):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    said = log.getvalue()
    assert re.search("Invalid HTTP_HOST header: 'evil.example'", said) and "Traceback" not in said
    logging.getLogger("ours").exception("broke", exc_info=ValueError("ours"))
    assert "ValueError: ours" in log.getvalue()
