# SPDX-License-Identifier: AGPL-3.0-or-later
"""One application: HTTP takes Django's WSGI handler through a thin bridge, sockets take Channels."""

import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

wsgi = get_wsgi_application()

from assemblies.doors.reading import Utf8Request

wsgi.request_class = Utf8Request

from channels.routing import ProtocolTypeRouter
from django.db import DatabaseError, connections

from assemblies.live.routing import sockets
from assemblies.record import keys, operations
from config.hosts import OwnNamesOfSockets
from launch.bridge import WSGIBridge


def check_secret() -> None:
    """End with a sentence where this host holds another secret than that of the records it would serve."""
    try:
        operations.check_secret()
    except keys.NotTheSecret as problem:
        sys.exit(str(problem))
    except DatabaseError:
        pass  # one that is away is waited for; whoever signs asks again
    finally:
        connections.close_all()


with ThreadPoolExecutor(1) as alone:  # a loop runs here already, and under one Django asks no database
    alone.submit(check_secret).result()

application = ProtocolTypeRouter(
    {"http": WSGIBridge(wsgi, workers=12, max_body=2_000_000), "websocket": OwnNamesOfSockets(sockets)}
)

# What is there by now stays for good: it is not looked through again and again for what could be thrown away.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
