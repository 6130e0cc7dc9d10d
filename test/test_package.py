"""The package as a user meets it: lazily loaded, typed, readable, and with its promises kept in form."""

import ast
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from constructs import Construct

import cloud_constructs

SOURCE = Path(cloud_constructs.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
FAMILIES = [path.parent.name for path in SOURCE.glob("*/__init__.py")]
MAX_LINES = 300
NOT_PUBLIC = {"__future__", "typing", "cloud_constructs._lazily", "cloud_constructs._families"}


def loaded_by(statement: str) -> set[str]:
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout))


def test_an_alarm_set_loads_no_service_module() -> None:
    loaded = loaded_by("from cloud_constructs import AlarmSet")

    assert {name for name in loaded if name.startswith("aws_cdk.aws_")} == set()
    assert "cdk_nag" not in loaded


def test_a_function_and_a_table_load_what_they_are_made_of_and_no_more() -> None:  # B5
    loaded = loaded_by("from cloud_constructs import EnhancedLambda, SecureTable")

    unused = {"aws_codedeploy", "aws_s3", "aws_secretsmanager", "aws_ssm", "aws_wafv2"}
    assert {f"aws_cdk.{name}" for name in unused} & loaded == set()
    assert {name for name in loaded if name.startswith("cloud_constructs.guardrails.")} == {
        f"cloud_constructs.guardrails.{name}" for name in ("_acknowledge", "_packs", "_values")
    }


def test_importing_the_package_loads_no_cdk() -> None:
    assert "aws_cdk" not in loaded_by("import cloud_constructs")


def test_importing_one_family_loads_what_it_stands_on_and_no_other() -> None:
    loaded = loaded_by("from cloud_constructs import WorkQueue")
    families = {name.split(".")[1] for name in loaded if name.startswith("cloud_constructs.")}

    assert families - {"_lazily", "_families"} == {"core", "guardrails", "security", "messaging"}


@pytest.mark.parametrize("name", cloud_constructs.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(cloud_constructs, name)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        cloud_constructs.Nothing  # noqa: B018


LAZY = [path for path in SOURCE.rglob("__init__.py") if "lazily(" in path.read_text()]


@pytest.mark.parametrize("path", LAZY, ids=lambda path: path.parent.name)
def test_the_lazy_names_are_those_that_type_checkers_see(path: Path) -> None:
    package = import_module(".".join(path.parent.relative_to(SOURCE.parent).parts))

    assert dir(package) == sorted(package.__all__) == sorted(_imported(path))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_exports_exactly_what_it_says(family: str) -> None:
    module = import_module(f"cloud_constructs.{family}")

    assert sorted(module.__all__) == sorted(_imported(Path(str(module.__file__))))
    assert all(hasattr(module, name) for name in module.__all__)


def _imported(path: Path) -> list[str]:
    """Return what a package imports from its own modules, be it for type checkers alone."""
    body = ast.parse(path.read_text()).body
    blocks = [statement for block in body if isinstance(block, ast.If) for statement in block.body]
    return [
        alias.name
        for node in [*body, *blocks]
        if isinstance(node, ast.ImportFrom) and node.module not in NOT_PUBLIC
        for alias in node.names
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_fits_on_a_few_screens(path: Path) -> None:
    lines = path.read_text().splitlines()
    # The index has two lines for each public name, and there is nothing in it to read.
    public = 2 * len(cloud_constructs.__all__) if path == SOURCE / "__init__.py" else 0
    assert len(lines) - public <= MAX_LINES


@pytest.mark.parametrize("name", cloud_constructs.__all__)
def test_a_grantee_tells_jsii_so(name: str) -> None:
    """Type checkers are content with the shape; CDK dies without the declaration."""
    kind = getattr(cloud_constructs, name)
    if isinstance(kind, type) and issubclass(kind, Construct) and hasattr(kind, "grant_principal"):
        assert kind.__jsii_ifaces__
