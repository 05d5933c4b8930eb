"""Imports go down a level, never up; importing the package does nothing. The table stands in docs/architecture.md."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "casualty_ner"

LEVELS = (
    ("errors", "digests"),
    ("schema",),
    ("articles", "records"),
    ("config", "tagging", "quantities", "dates"),
    ("corpus", "windows", "assembly", "decoding"),
    ("linking", "evaluation"),
    ("devices", "encoders"),
    ("model",),
    ("reading",),
    ("training", "predict"),
    ("reporting",),
    ("cli",),
)
LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def unit_of(path: Path) -> str:
    """The top-level module or package a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_units(path: Path) -> set[str]:
    """The top-level modules of the project that a file imports, wherever in the file the import stands."""
    units = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide their direction"
            names = [node.module or ""]
            if node.module == "casualty_ner":
                names = [f"casualty_ner.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        units.update(name.split(".")[1] for name in names if name.startswith("casualty_ner."))
    return units - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_upward(path):
    here = unit_of(path)
    for unit in imported_units(path) - {here}:
        assert LEVEL[unit] <= LEVEL[here], f"{here} (level {LEVEL[here]}) imports {unit} (level {LEVEL[unit]})"


def test_training_and_predict_do_not_import_each_other():
    for path in MODULES:
        if unit_of(path) in ("training", "predict"):
            assert not imported_units(path) & ({"training", "predict"} - {unit_of(path)})


def test_every_module_has_a_level_and_every_level_a_module():
    assert {unit_of(path) for path in MODULES} == set(LEVEL)


def test_there_is_no_cycle_between_top_level_modules():
    edges = {unit: set() for unit in LEVEL}
    for path in MODULES:
        edges[unit_of(path)] |= imported_units(path) - {unit_of(path)}
    done: set[str] = set()
    while ready := {unit for unit, needed in edges.items() if unit not in done and needed <= done}:
        done |= ready
    assert done == set(edges)


def run(code: str) -> str:
    """What a fresh interpreter prints that runs ``code``."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("module", ["casualty_ner", "casualty_ner.predict"])
def test_importing_pulls_in_no_heavy_library(module):
    code = f"import sys, {module}; print(sorted({{'torch', 'transformers', 'datasets', 'scipy'}} & set(sys.modules)))"
    assert run(code) == "[]\n"


def test_importing_sets_no_environment_no_logging_and_no_warnings_filter():
    code = (
        "import os, logging, warnings;"
        "before = (dict(os.environ), list(logging.root.handlers), list(warnings.filters));"
        "import casualty_ner, casualty_ner.predict;"
        "print(before == (dict(os.environ), list(logging.root.handlers), list(warnings.filters)))"
    )
    assert run(code) == "True\n"


def test_nothing_exported_is_called_predict():
    assert run("import casualty_ner; print(sorted(name for name in vars(casualty_ner) if name[0] != '_'))") == "[]\n"


def test_prediction_never_loads_the_training_stack():
    code = (
        "import sys, casualty_ner.reading, casualty_ner.model.folder;"
        "print(sorted({'datasets', 'seqeval', 'transformers.trainer', 'casualty_ner.training'} & set(sys.modules)))"
    )
    assert run(code) == "[]\n"
