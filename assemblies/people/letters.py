# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail: letters are sent, or kept for the operator where nobody sends them, and a line in the output says so."""

import logging
import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from assemblies.people import operations

log = logging.getLogger(__name__)


class KeepLetters(BaseEmailBackend):
    """An e-mail backend that keeps what it is asked to send."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once for each of its readers. Returns how many messages were kept."""
        for message in email_messages:
            for reader in message.recipients():
                operations.keep_letter(to=reader, subject=str(message.subject), body=str(message.body))
                sys.stderr.write("A letter was kept, not sent: read it at /operator/letters/.\n")
        return len(email_messages)


class SendLetters(EmailBackend):
    """An e-mail backend that sends; what its mail server does not take is kept, and what was asked for goes on."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message, or keep it. Returns how many there were."""
        for message in email_messages:
            try:
                super().send_messages([message])
            except OSError as problem:  # whatever goes wrong with a mail server is one
                log.warning("The mail server did not take a letter (%s); it is kept.", type(problem).__name__)
                KeepLetters().send_messages([message])
        return len(email_messages)
