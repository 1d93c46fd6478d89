# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs an answering script without the solvers and plotters that its libraries import and no count of ours asks for."""

import runpy
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from unittest.mock import MagicMock

ABSENT = ("gurobipy", "pandas", "pulp", "ortools", "nashpy", "matplotlib", "mip", "highspy")


class Absent(MetaPathFinder, Loader):
    """Finds each of them as a module that has whatever is asked of it and does nothing."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.split(".")[0] in ABSENT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = MagicMock(name=spec.name)
        module.__spec__, module.__path__, module.__name__ = spec, [], spec.name
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


sys.meta_path.insert(0, Absent())
runpy.run_path(sys.argv[1], run_name="__main__")
