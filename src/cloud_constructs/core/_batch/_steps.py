"""What is to be done, and the objects that stand for what is not there yet.

While a batch is open, making an object notes a step and sends nothing. The object that comes back is of
its own class and may be used like any other: jsii asks an object for its reference before it uses it, and
asking for the reference of an object that is not there yet has all steps taken. So does any other message,
which keeps the order of the code. Ordinary code is therefore never wrong, only slow; code that uses the
verbs of this package is fast.
"""

from __future__ import annotations

import os
from contextlib import ContextDecorator
from enum import Enum
from json import JSONEncoder
from typing import TYPE_CHECKING, Any, TypeVar

import jsii

from cloud_constructs.core._batch._node import in_node

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

PLAIN = "CLOUD_CONSTRUCTS_PLAIN"
# What tells a reference from data among the steps; nobody's data has such a key.
MARK = "$cloud-constructs"
# Promises are fetched once; each batch brings as many as it has used.
PROMISES = 200
NOTE = f"The error is that of a step of a batch: with {PLAIN}=1 the traceback ends at the line that took it."

_jsii: Any = jsii


class Pending:
    """The reference of an object that is not there yet."""

    # What jsii reads of every reference besides its name.
    interfaces = None

    def __init__(self, place: int) -> None:
        self.place: int | None = place
        self.made: Any = None

    @property
    def ref(self) -> str:
        """The name by which Node knows the object, which is therefore made now."""
        if self.place is not None:
            batch.take()
        if self.made is None:
            raise RuntimeError("this object is being made, or an error has kept it from being made")
        return self.made.ref


class _InOrder:
    """What carries messages while a batch is open: whatever ordinary code asks for comes after the steps."""

    def __init__(self, provider: Any) -> None:  # noqa: ANN401
        self.provider = provider

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        batch.take()
        return getattr(self.provider, name)


class Batch(ContextDecorator):
    """The steps that are noted and not taken; `with batch:` or `@batch` opens it, and its end takes them."""

    def __init__(self) -> None:
        self._depth = 0
        self._plain = False
        self._promises: list[str] = []
        self._encode = JSONEncoder(allow_nan=False, default=self._reference).encode
        self._begin()

    def _begin(self) -> None:
        self._steps: list[str] = []
        self._wanted: dict[int, Any] = {}
        self._live: dict[int, tuple[int, object]] = {}
        self._promised = 0

    def __enter__(self) -> None:
        if not self._depth:
            self._plain = os.environ.get(PLAIN) == "1"
            _jsii.kernel.provider = _InOrder(_jsii.kernel.provider)
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            _jsii.kernel.provider = _jsii.kernel.provider.provider
            self.take()

    @property
    def is_open(self) -> bool:
        """Whether steps are noted; otherwise everything is done at once, by CDK's generated code."""
        return self._depth > 0 and not self._plain

    def note(self, verb: str, *operands: object) -> None:
        """Note a step whose result nobody needs."""
        self._steps.append(self._encode([verb, *operands]))

    def make(self, instance: T, verb: str, *operands: object) -> T:
        """Note the step whose result an instance stands for."""
        place = len(self._steps)
        self.note(verb, *operands)
        self._wanted[place] = instance
        setattr(instance, "__jsii_ref__", Pending(place))  # noqa: B010
        return instance

    def promise(self, verb: str, *operands: object) -> str:
        """Note the step whose result is a string, and return one that CDK takes for it."""
        if not self._promises:
            self._promises = in_node("promises", PROMISES)
        promise = self._promises.pop()
        self._promised += 1
        self.note("keep", promise, verb, *operands)
        return promise

    def take(self) -> None:
        """Take all steps, in one message."""
        if not self._steps:
            return
        steps, wanted, live = self._steps, self._wanted, [value for _, value in self._live.values()]
        promised = self._promised
        self._begin()
        for instance in wanted.values():
            instance.__jsii_ref__.place = None
        twins, failed, promises = in_node("run", f"[{','.join(steps)}]", live, list(wanted), MARK, promised)
        self._promises += promises
        for instance, twin in zip(wanted.values(), twins, strict=True):
            if twin is not None:
                instance.__jsii_ref__.made = instance.__jsii_ref__ = twin.__jsii_ref__
                _jsii._reference_map.register_reference(instance)
        if failed:
            try:
                in_node("fail")
            except RuntimeError as error:
                error.add_note(NOTE)
                raise

    def _reference(self, value: Any) -> Mapping[str, object]:  # noqa: ANN401
        """Say what JSON cannot: classes, members of enumerations, structs, and objects made or to be made."""
        name: str | None = getattr(value, "__jsii_type__", None)
        if isinstance(value, type):
            return {MARK: ["symbol", name]}
        if isinstance(value, Enum):
            return {MARK: ["member", [name, value.value]]}
        fields: Mapping[str, str] | None = getattr(value, "__jsii_name_mapping__", None)
        if fields is not None:
            return {theirs: getattr(value, ours) for ours, theirs in fields.items()}
        reference = getattr(value, "__jsii_ref__", None)
        if isinstance(reference, Pending) and reference.place is not None:
            return {MARK: ["made", reference.place]}
        place, _ = self._live.setdefault(id(value), (len(self._live), value))
        return {MARK: ["live", place]}


batch = Batch()
