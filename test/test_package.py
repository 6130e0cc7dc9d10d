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


def loaded_by(statement: str) -> set[str]:
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout))


def test_an_alarm_set_loads_no_service_module() -> None:
    loaded = loaded_by("from cloud_constructs import AlarmSet")

    assert {name for name in loaded if name.startswith("aws_cdk.aws_")} == set()
    assert "cdk_nag" not in loaded


def test_importing_the_package_loads_no_cdk() -> None:
    assert "aws_cdk" not in loaded_by("import cloud_constructs")


def test_importing_one_family_loads_what_it_stands_on_and_no_other() -> None:
    loaded = loaded_by("from cloud_constructs import WorkQueue")
    families = {name.split(".")[1] for name in loaded if name.startswith("cloud_constructs.")}

    assert families == {"core", "guardrails", "security", "messaging"}


@pytest.mark.parametrize("name", cloud_constructs.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(cloud_constructs, name)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        cloud_constructs.Nothing  # noqa: B018


def test_the_lazy_names_are_those_that_type_checkers_see() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text())
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}

    assert seen == set(cloud_constructs.__all__) == set(cloud_constructs._FAMILY_OF)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_exports_exactly_what_it_says(family: str) -> None:
    module = import_module(f"cloud_constructs.{family}")
    tree = ast.parse(Path(str(module.__file__)).read_text())
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module != "__future__"]
    imported = [alias.name for node in imports for alias in node.names]

    assert sorted(module.__all__) == sorted(imported)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_fits_on_a_few_screens(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("name", cloud_constructs.__all__)
def test_a_grantee_tells_jsii_so(name: str) -> None:
    """Type checkers are content with the shape; CDK dies without the declaration."""
    kind = getattr(cloud_constructs, name)
    if isinstance(kind, type) and issubclass(kind, Construct) and hasattr(kind, "grant_principal"):
        assert kind.__jsii_ifaces__
