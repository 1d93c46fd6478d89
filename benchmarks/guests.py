# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other people's counts of the same votes, timed in their own environment; none where that is not installed."""

import json
import os
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ANSWERING = Path(__file__).resolve().parents[1] / "tests" / "oracles" / "answering"


def ranking(orders: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Method → seconds of the processor of each run in which pref_voting counts these orders of the options 1, 2, 3 …,
    from lists in its memory."""
    votes = [[int(option) for (option,) in json.loads(order)] for order in orders]
    found: dict[str, list[float]] = _ask("pref_voting_timed", {"votes": votes, "rounds": rounds}) or {}
    return found


def sharing(question: dict[str, Any], rounds: int) -> list[float]:
    """Seconds of the processor of each run in which pabutools shares out a pot."""
    answers = _ask("pabutools_sharing", [{**question, "kinds": ["timed"]}] * rounds) or []
    return [answer["timed"]["seconds"] for answer in answers]


def pot(voters: int, projects: int, units: int) -> dict[str, Any]:
    """Projects of every popularity, and hardly two voters who chose alike."""
    dice = random.Random(3)
    names = [f"p{number:03}" for number in range(projects)]
    popular = [dice.paretovariate(1.2) for _ in names]
    chosen = (set(dice.choices(names, popular, k=max(1, int(dice.gauss(8, 3))))) for _ in range(voters))
    costs = {name: str(int(units * dice.uniform(0.005, 0.06))) for name in names}
    votes = [[sorted(one), 1] for one in chosen]
    return {"costs": costs, "pot": str(units), "votes": votes, "tie_order": names}


def _ask(script: str, question: Any) -> Any:
    python = os.environ.get("NESTED_ORACLES")
    if not python:
        print(f"  {script}: not installed, left out (`python3 manage.py test` installs it once)", flush=True)
        return None
    command = [python, str(ANSWERING / "run.py"), str(ANSWERING / f"{script}.py")]
    run = subprocess.run(command, input=json.dumps(question), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)
