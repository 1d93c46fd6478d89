# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of one assembly's pages: the assembly is the one that the address names."""

from assemblies.doors.pages import Page
from assemblies.registry import queries
from assemblies.registry.models import Assembly


class PlacePage(Page):
    """A page of one assembly, whose power is asked there. Raises Http404 where the address names none."""

    here: Assembly

    def assembly(self) -> Assembly:
        return queries.assembly(self.kwargs["assembly_id"])
