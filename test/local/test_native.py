"""Bundles for Lambda's machine, run on this one."""

from pathlib import Path

import runtime_client

from cloud_constructs.local._adapt.native import replace_foreign_packages

# The first 20 bytes of an ELF file for a machine that nobody has any more (PDP-10).
PDP10 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + b"\x40\x00"
ROOTS = [".opt/python/", ""]


def test_packages_that_cannot_be_loaded_come_from_this_environment() -> None:
    files = {
        "handler.py": b"",
        "botocore/__init__.py": b"",
        ".opt/python/rich/__init__.py": b"",
        ".opt/python/rich/_fast.cpython-399-pdp10-linux-gnu.so": PDP10,
        "elsewhere/_native.so": PDP10,
    }
    left, remarks = replace_foreign_packages(files, ROOTS)
    assert set(left) == {"handler.py", "elsewhere/_native.so"}
    assert "botocore, rich" in remarks[0]
    assert "elsewhere" in remarks[1]
    assert "Install them" in remarks[1]


def test_a_module_of_this_very_interpreter_stays() -> None:
    module = Path(str(runtime_client.__file__))
    files = {f"rich/{module.name}": module, "rich/__init__.py": b""}
    assert replace_foreign_packages(files, ROOTS) == (files, [])


def test_pure_bundles_stay() -> None:
    files = {"rich/__init__.py": b"", "handler.py": b""}
    assert replace_foreign_packages(files, ROOTS) == (files, [])
