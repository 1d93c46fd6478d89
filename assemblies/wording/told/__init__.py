# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law's sentences on counts once more, a module a family, marked for whoever gathers texts to translate."""
