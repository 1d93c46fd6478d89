# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sortition-algorithms imports and no draw of ours calls: spreadsheet clients, and Gurobi, played by HiGHS."""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Any

import highspy

NEVER_CALLED = ("gspread", "oauth2client")
"""Whatever is asked of these is there and is an empty class: they are named when the library is imported, not later."""


class Unknown(highspy.highs.highs_var):
    """A variable of a linear program that knows its value by Gurobi's name."""

    @property
    def x(self) -> float:
        return float(self.highs.val(self))


class Model:
    """A linear program with the words of Gurobi's that the library's leximin uses, solved by HiGHS."""

    def __init__(self) -> None:
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._objective: Any = None

    def addVar(self, vtype: str, lb: float) -> Unknown:
        made = self._highs.addVariable(lb=lb)
        return Unknown(made.index, self._highs)

    def addConstr(self, constraint: Any) -> None:
        self._highs.addConstr(constraint)

    def setObjective(self, objective: Any, sense: int) -> None:
        self._objective = objective

    def setParam(self, name: str, value: int) -> None:
        """Gurobi's barrier without crossover, for solutions from the inside of the optimal face: it fixes more chances
        at a time. HiGHS has the same."""
        asked = {"Method": ("solver", "ipm"), "Crossover": ("run_crossover", "off")}[name]
        self._highs.setOptionValue(*asked)

    def optimize(self) -> None:
        self._highs.minimize(self._objective)
        if self.status != OPTIMAL:
            # From the inside it can come out imprecise; a corner of the same face is as right, and takes more turns.
            for name, value in (("solver", "simplex"), ("run_crossover", "on")):
                self._highs.setOptionValue(name, value)
            self._highs.minimize(self._objective)

    @property
    def status(self) -> Any:
        return self._highs.getModelStatus()

    @property
    def objVal(self) -> float:
        return float(self._highs.getInfo().objective_function_value)


OPTIMAL = highspy.HighsModelStatus.kOptimal
GRB = SimpleNamespace(CONTINUOUS="C", MINIMIZE=1, OPTIMAL=OPTIMAL)


class Named(type):
    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls


class Nothing(metaclass=Named):
    """Stands for every name in what is never called; whatever is asked of it is itself."""


class Absent(MetaPathFinder, Loader):
    """Finds modules that are not installed, in the one process that draws."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        there = name.partition(".")[0] in (*NEVER_CALLED, "gurobipy")
        return ModuleSpec(name, self, is_package=True) if there else None

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == "gurobipy":
            named = {"Model": Model, "GRB": GRB, "quicksum": highspy.Highs.qsum, "setParam": lambda *_: None}
            vars(module).update(named)
        else:
            vars(module)["__getattr__"] = lambda name: getattr(Nothing, name)


def stand_in() -> None:
    """From here on they are found. Called before the library is imported."""
    sys.meta_path.insert(0, Absent())
