# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every door into the house shares: deny by default, one judge, and one way to say no.

Every room stands on it, so it knows no room but people's. Who sits where it asks of what the settings name.
"""
