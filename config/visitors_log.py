# SPDX-License-Identifier: AGPL-3.0-or-later
"""How what visitors send wrongly is told in the log: in one line, for nothing here broke."""

import logging

from django.core.exceptions import SuspiciousOperation


class InOneLine(logging.Filter):
    """Drop the traceback of what Django refuses as suspicious, such as a host that is not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], SuspiciousOperation):
            record.exc_info = record.exc_text = None
        return True
