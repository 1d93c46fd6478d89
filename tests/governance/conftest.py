# SPDX-License-Identifier: AGPL-3.0-or-later
"""Examples of a property may take as long as they take: how long depends on what else the machine does."""

import hypothesis

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
