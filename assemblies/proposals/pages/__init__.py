# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages on which proposals are listed, raised, changed and moved. Their own page is the front room's."""
