# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the product is measured with; all load stays on the loopback."""
