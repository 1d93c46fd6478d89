# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose word is taken for who asks: nobody's, unless the operator names a proxy, wherever that one stands."""

import contextlib
import http.client
import subprocess
import time

import pytest

from launch import up
from tests.running import PATIENCE, PROJECT, free_port

PROXY = "127.0.0.9"
FORGED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


@contextlib.contextmanager
def echo():
    port = free_port()
    process = subprocess.Popen(up.serving("127.0.0.1", port, "tests.launch.echo:application"), cwd=PROJECT)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                ask(port, "127.0.0.1")
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port, source, **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(source, 0))
    line.request("GET", "/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    said = line.getresponse().read().decode()
    line.close()
    return said


def test_nobody_is_believed_unless_the_operator_says_so(monkeypatch):
    monkeypatch.delenv("NESTED_PROXY", raising=False)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    with echo() as port:
        assert ask(port, "127.0.0.1", **FORGED) == "127.0.0.1 http"
        assert ask(port, PROXY, **FORGED) == f"{PROXY} http"


def test_a_proxy_that_is_named_is_believed_wherever_it_stands_and_nobody_else(monkeypatch):
    monkeypatch.setenv("NESTED_PROXY", PROXY)
    with echo() as port:
        assert ask(port, PROXY, **FORGED) == "203.0.113.7 https"
        chain = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7", "X-Forwarded-Proto": "https"}
        assert ask(port, PROXY, **chain) == "203.0.113.7 https", "what a visitor wrote before the proxy did"
        assert ask(port, "127.0.0.1", **FORGED) == "127.0.0.1 http"


@pytest.mark.parametrize("named", ["*", "proxy.example", "10.0.0.0/33"])
def test_what_is_no_address_is_refused_with_a_sentence(monkeypatch, named):
    monkeypatch.setenv("NESTED_PROXY", named)
    with pytest.raises(up.Failed, match="by address or network"):
        up.serving("127.0.0.1", 8000)
