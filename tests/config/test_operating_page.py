# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/operating.md names every variable that is read, and none that is not."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
OTHERS = {"PATH", "HOME"}
NAME = re.compile(r"[A-Z][A-Z_]+\Z")


def asked(node: ast.AST) -> ast.expr | None:
    """What is looked up where a piece of code asks the environment, else None."""
    if isinstance(node, ast.Call) and node.args:
        if ast.unparse(node.func).removeprefix("settings.") in ("os.environ.get", "os.getenv"):
            return node.args[0]
        if re.fullmatch(r"env(\.\w+)?", ast.unparse(node.func)):
            return node.args[0]
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return node.slice
    return None


def read() -> set[str]:
    """Names of variables that the wiring and the launcher read, by literal or by a constant of the same module."""
    found = set()
    for path in [
        *PROJECT.glob("config/**/*.py"),
        *PROJECT.glob("launch/*.py"),
        *PROJECT.glob("assemblies/**/*.py"),
    ]:
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            name = asked(node)
            value = name.value if isinstance(name, ast.Constant) else constants.get(getattr(name, "id", ""))
            if isinstance(value, str) and NAME.match(value):
                found.add(value)
    return found - OTHERS


def told() -> set[str]:
    """Names in the first column of the page's last table."""
    table = (PROJECT / "docs/operating.md").read_text().split("## Every variable")[1]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_variable_that_is_read_is_told_and_no_other():
    assert read() == told()


def test_the_reading_finds_what_is_there():
    assert {
        "DATABASE_URL",
        "NESTED_PROXY",
        "NESTED_STATE",
        "EMAIL_URL",
        "NESTED_ENVIRONMENT",
        "NESTED_URL",
    } <= read()


def test_the_readme_leads_to_it():
    assert "docs/operating.md" in (PROJECT / "README.md").read_text()
