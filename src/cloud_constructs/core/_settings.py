"""settings_of: what a deployment may choose, from its stage and from the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from cloud_constructs.core._errors import ArgumentError
from cloud_constructs.core._stage import DEFAULT_STAGE, STAGE_CONTEXT, of_stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance
    from constructs import Construct

Settings = TypeVar("Settings", bound="DataclassInstance")
Reader = Callable[[str, object], object]
"""What makes a value of a key and what stands in the context."""

PATH = "context"
ALIKE = 0.85
"""How alike two keys are of which one is a slip of the other: `link_day` and `link_days`."""
SWITCH = {"on": True, "off": False}


class SettingError(ArgumentError):
    """A setting has a value that cannot work.

    Args:
        key: The setting.
        value: Its value.
        remedy: What would work: `a number from 1 to 90`.
    """

    def __init__(self, key: str, value: object, remedy: str) -> None:
        super().__init__(PATH, f"{key} is {str(value)!r}", f"give {remedy}, for example with `-c {key}=...`")


def settings_of(
    scope: Construct, stages: Mapping[str, Settings], *, readers: Mapping[str, Reader] | None = None
) -> Settings:
    """Return the settings of the stage that the context names, with what its other keys change in them.

    It promises that a key is a field of the settings, that a value is read as the field's type says (`on` or
    `off`, a whole number, words between commas, or a word), and that a slip is an error instead of a
    deployment that does something else.

    Args:
        scope: Whose context it is: `cdk deploy -c stage=dev -c link_days=3`, or the one in `cdk.json`.
        stages: The settings of each stage, as instances of a dataclass. Without the key `stage`, `prod` is
            meant.
        readers: For fields of other types: what makes a value of a key and what stands in the context.
            Without one, such a field is as the stage has it.

    Raises:
        StackError: There is no such stage.
        ArgumentError: A key is nearly that of a setting.
        SettingError: A value is not what its field takes.

    Example:
        ```python
        from dataclasses import dataclass

        import aws_cdk as cdk
        from cloud_constructs import settings_of


        @dataclass(frozen=True, kw_only=True)
        class Settings:
            link_days: int = 7
            vpc: bool = True


        app = cdk.App(context={"stage": "dev", "link_days": "3"})
        settings = settings_of(app, {"dev": Settings(vpc=False), "prod": Settings()})
        assert (settings.link_days, settings.vpc) == (3, False)
        ```
    """
    everything: dict[str, object] = scope.node.get_all_context()
    context = {key: value for key, value in everything.items() if value is not None}
    chosen = of_stage(stages, str(context.get(STAGE_CONTEXT, DEFAULT_STAGE)), PATH)
    read = readers_of(chosen, readers)
    _refuse_slips(context, [STAGE_CONTEXT, *read])
    return replace(chosen, **{key: read[key](key, context[key]) for key in read.keys() & context.keys()})


def readers_of(settings: DataclassInstance, readers: Mapping[str, Reader] | None) -> dict[str, Reader]:
    """Return how each field is read that the context may change: by its type, or by a reader of its own."""
    types = get_type_hints(type(settings))
    found = {field.name: _READERS.get(_without_none(types[field.name])) for field in fields(settings)}
    return {**{name: reader for name, reader in found.items() if reader is not None}, **(readers or {})}


def _without_none(type: Any) -> Any:  # noqa: ANN401
    """Return `str` for `str | None`: what is not wanted is left out of the context."""
    if get_origin(type) not in (Union, UnionType):
        return type
    given = [part for part in get_args(type) if part is not NoneType]
    return given[0] if len(given) == 1 else type


def _refuse_slips(context: Mapping[str, object], keys: list[str]) -> None:
    # CDK's own keys are no identifiers, so that nothing which it keeps there is looked at.
    for other in (key for key in context if key.isidentifier() and key not in keys):
        for key in get_close_matches(other, keys, n=1, cutoff=ALIKE):
            raise ArgumentError(
                PATH, f"there is no setting {other!r}", f"call it `{key}`, or something less like that"
            )


def _switch(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) not in SWITCH:
        raise SettingError(key, value, f"one of {', '.join(SWITCH)}")
    return SWITCH[str(value)]


def _whole(key: str, value: object) -> int:
    if isinstance(value, bool) or not str(value).isdecimal():
        raise SettingError(key, value, "a whole number")
    return int(str(value))


def _word(_key: str, value: object) -> str:
    return str(value)


def _words(_key: str, value: object) -> tuple[str, ...]:
    words = cast("list[object]", value) if isinstance(value, list) else str(value).split(",")
    return tuple(str(word).strip() for word in words)


_READERS: dict[object, Reader] = {bool: _switch, int: _whole, str: _word, tuple[str, ...]: _words}
