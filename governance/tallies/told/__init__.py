# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each way of deciding says of its counts, sentence by sentence, a module a family."""
