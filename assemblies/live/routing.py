# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where sockets come in: from our own pages only, with the session of whoever opened them."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from assemblies.live.consumers import ProposalReader

urlpatterns = [path("live/p/<str:proposal_id>/", ProposalReader.as_asgi())]
sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(urlpatterns)))
