from pathlib import Path

from harness import new_stack, resources, template_of

from cloud_constructs import EnhancedLambda


def code_key(entry: Path) -> str:
    stack = new_stack()
    EnhancedLambda(stack, "Function", entry=entry)
    (function,) = resources(template_of(stack), "AWS::Lambda::Function").values()
    return function["Properties"]["Code"]["S3Key"]


def folder(path: Path, source: str = "def handler(event, context): ...\n") -> Path:
    path.mkdir()
    (path / "handler.py").write_text(source)
    return path


def test_byte_code_does_not_change_the_hash(tmp_path: Path) -> None:
    clean, compiled = folder(tmp_path / "clean"), folder(tmp_path / "compiled")
    (compiled / "__pycache__").mkdir()
    (compiled / "__pycache__" / "handler.cpython-311.pyc").write_bytes(b"\0")
    (compiled / "handler.pyc").write_bytes(b"\0")

    assert code_key(clean) == code_key(compiled)


def test_a_changed_source_changes_the_hash(tmp_path: Path) -> None:
    assert code_key(folder(tmp_path / "a")) != code_key(folder(tmp_path / "b", "handler = print\n"))


def test_functions_of_one_folder_share_one_asset(tmp_path: Path) -> None:
    stack = new_stack()
    entry = folder(tmp_path / "shared")
    for id in ("One", "Two"):
        EnhancedLambda(stack, id, entry=entry)

    functions = resources(template_of(stack), "AWS::Lambda::Function").values()
    assert len({function["Properties"]["Code"]["S3Key"] for function in functions}) == 1
