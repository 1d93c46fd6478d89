# SPDX-License-Identifier: AGPL-3.0-or-later
"""What draws on several rooms, for programs: the console, the record in sentences, what waits for one."""
