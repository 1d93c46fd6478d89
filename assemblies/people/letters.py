# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail without a mail server: letters are kept for the operator, and a line in the output says so."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from assemblies.people import operations


class KeepLetters(BaseEmailBackend):
    """An e-mail backend that keeps what it is asked to send."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once for each of its readers. Returns how many messages were kept."""
        for message in email_messages:
            for reader in message.recipients():
                operations.keep_letter(to=reader, subject=str(message.subject), body=str(message.body))
                sys.stderr.write("A letter was kept, not sent: read it at /operator/letters/.\n")
        return len(email_messages)
