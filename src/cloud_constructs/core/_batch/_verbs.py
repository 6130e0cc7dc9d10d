"""What constructs do instead of calling CDK themselves: each verb is a step of the open batch.

With batches switched off each is what CDK's generated code does: a message of its own.
"""

from __future__ import annotations

from re import sub
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import jsii
from constructs import Node

from cloud_constructs.core._batch._node import in_node
from cloud_constructs.core._batch._properties import method_name, property_name, result_of, to_properties
from cloud_constructs.core._batch._steps import Pending, batch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_cdk import CfnResource
    from constructs import Construct

T = TypeVar("T")
P = ParamSpec("P")
_jsii: Any = jsii
Resource = TypeVar("Resource", bound="CfnResource")


def create(kind: type[T], props: type, /, *args: object, **values: Any) -> T:  # noqa: ANN401
    """Make an object from its class, the class of its properties and snake_case values.

    Values that are `None` are left out. Dictionaries inside a value go to CDK as they are, so their keys
    are CDK's own (camelCase for structs, CloudFormation's for policy documents).

    Args:
        kind: The class: the typed one, so that cdk-nag and mixins see what they know.
        props: The class of its last argument.
        args: Its other arguments, such as a construct's scope and id.
        values: The properties.
    """
    with batch:
        given = {name: value for name, value in values.items() if value is not None}
        properties = to_properties(kind, props, given)
        instance = kind.__new__(kind)
        if batch.is_open:
            return batch.make(instance, "new", kind, *args, properties)
        _jsii.create(kind, instance, [*args, properties])
        return instance


def make(factory: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Make an object with a factory of CDK's, such as `iam.PolicyStatement.from_json`."""
    if named or not batch.is_open:
        # CDK takes named arguments as a struct, and only its generated code knows which.
        return factory(*args, **named)
    kind: type = getattr(factory, "__self__")  # noqa: B009
    result = cast("type[T]", result_of(kind, factory.__name__))
    return batch.make(result.__new__(result), "call", kind, method_name(kind, factory.__name__), *args)


def call(method: Callable[P, object], *args: P.args, **named: P.kwargs) -> None:
    """Call a method of an object of CDK's for what it does."""
    if named or not batch.is_open:
        method(*args, **named)
    else:
        owner: object = getattr(method, "__self__")  # noqa: B009
        batch.note("call", owner, method_name(type(owner), method.__name__), *args)


def read(owner: object, name: str) -> str:
    """Read a property that is a string, such as an ARN: of what is not made yet, a promise of it."""
    if not isinstance(getattr(owner, "__jsii_ref__", None), Pending):
        return getattr(owner, name)
    return batch.promise("get", owner, property_name(type(owner), name))


def look(owner: object, *paths: str) -> list[Any]:
    """Read properties of what is there already, in one message; what is not there is `None`.

    Args:
        owner: The object.
        paths: What is read, such as `node.default_child.timeout`.
    """
    return in_node("look", owner, [sub(r"_(\w)", lambda match: match[1].upper(), path) for path in paths])


def ask(method: Callable[P, str], *args: P.args, **named: P.kwargs) -> str:
    """Call a method of an object of CDK's that answers with a string; in a batch, get a promise of it."""
    if named or not batch.is_open:
        return method(*args, **named)
    owner: object = getattr(method, "__self__")  # noqa: B009
    return batch.promise("call", owner, method_name(type(owner), method.__name__), *args)


def assign(owner: object, **values: object) -> None:
    """Set properties of an object."""
    for name, value in values.items():
        if batch.is_open:
            batch.note("set", owner, property_name(type(owner), name), value)
        else:
            setattr(owner, name, value)


def resource_of(
    construct: Construct, kind: type[Resource] | None = None, *, after: Sequence[Construct] = ()
) -> Resource:
    """Return the CloudFormation resource behind an L2, to set what the L2 would answer with a policy.

    Args:
        construct: The L2.
        kind: The class of its resource; without it Node is asked, which takes three messages.
        after: What has to be there before the resource is made.
    """
    if kind is None or not batch.is_open:
        if after:
            construct.node.add_dependency(*after)
        return cast("Resource", construct.node.default_child)
    node = batch.make(Node.__new__(Node), "get", construct, "node")
    if after:
        batch.note("call", node, "addDependency", *after)
    return batch.make(kind.__new__(kind), "get", node, "defaultChild")
