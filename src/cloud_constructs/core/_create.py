"""The fast way to make a CDK construct: one message to jsii and no struct classes in between.

The generated constructors check every argument twice and build an object per struct; half of the
time that a Python app spends building goes there (docs/adr/0002-one-message-per-resource.md). This is the
only module that calls jsii itself. The class stays the typed one, so cdk-nag and mixins see what they know.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import jsii

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import CfnResource
    from constructs import Construct

T = TypeVar("T")

_jsii: Any = jsii


def create(kind: type[T], props: type, scope: Construct, id: str, /, **values: Any) -> T:  # noqa: ANN401
    """Make a construct from its class, the class of its properties and snake_case values.

    Values that are `None` are left out. Dictionaries inside a value go to CDK as they are, so their keys
    are CDK's own (camelCase for structs, CloudFormation's for policy documents).
    """
    names = _names(props)
    unknown = values.keys() - names.keys()
    if unknown:
        raise TypeError(f"{kind.__name__} has no property {', '.join(sorted(unknown))}")
    instance = kind.__new__(kind)
    arguments = {names[name]: value for name, value in values.items() if value is not None}
    _jsii.create(kind, instance, [scope, id, arguments])
    return instance


@cache
def _names(props: type) -> dict[str, str]:
    """CDK's names of the properties, by Python's: the generated class of the struct knows them."""
    return getattr(props, "__jsii_name_mapping__")  # noqa: B009


def resource_of(construct: Construct, *, after: Sequence[Construct] = ()) -> CfnResource:
    """Return the CloudFormation resource behind an L2, to set what the L2 would answer with a policy.

    Args:
        construct: The L2.
        after: What has to be there before the resource is made.
    """
    node = construct.node
    if after:
        node.add_dependency(*after)
    resource: Any = node.default_child
    return resource
