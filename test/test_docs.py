"""Every Python block of the README, the documents and the docstrings runs as it stands."""

import re
import shutil
from pathlib import Path

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

import cloud_constructs

ROOT = Path(__file__).parents[1]
PACKAGE = Path(cloud_constructs.__file__).parent
EXAMPLES = [
    example
    for example in find_examples(ROOT / "README.md", ROOT / "docs", PACKAGE)
    if example.prefix.startswith("python")
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.path.name}:{example.start_line}")
def test_an_example_runs(
    example: CodeExample, eval_example: EvalExample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(re.findall(r"functions/(\w+)", example.source)):
        handler = tmp_path / "functions" / name
        handler.mkdir(parents=True)
        (handler / "handler.py").write_text("def handler(event, context):\n    return event\n")
    shutil.copytree(Path(__file__).parent / "fixtures" / "layer", tmp_path / "layers" / "shared")
    shutil.copytree(Path(__file__).parent / "fixtures" / "site", tmp_path / "site")
    monkeypatch.chdir(tmp_path)

    problem = ""
    try:
        eval_example.run(example)
    except Exception as error:
        # Only its text: pytest stops the whole run over frames of code that stands in no file.
        problem = f"{type(error).__name__}: {error}"
    assert not problem


def test_every_public_construct_has_an_example() -> None:
    documented = {
        name
        for name in cloud_constructs.__all__
        if isinstance(kind := getattr(cloud_constructs, name), type) and "Example:" in (kind.__doc__ or "")
    }

    assert documented >= {
        *("AlarmSet", "AlertTopic", "ApiRoute", "DeadLetterQueue", "EncryptedLogGroup", "EncryptionKey"),
        *("EnhancedLambda", "Guardrails", "HttpApi", "SecureBucket", "SecureTable", "SecureVpc"),
        *("RotatingSecret", "ServiceRole", "Subscriber", "SyncPipeline", "WorkQueue"),
    }
