"""SecureDefaults: the library's protections for plain L2s, where their callers say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import jsii
from aws_cdk import IPropertyInjector, PropertyInjectors

from cloud_constructs.core import ArgumentError
from cloud_constructs.defaults._protections import PROTECTIONS, Gaps

if TYPE_CHECKING:
    from constructs import Construct


class SecureDefaults:
    """The protections of this library for what an app makes with CDK's own classes.

    They are for buckets, queues, topics, keys, log groups, tables, functions, secrets and HTTP stages.

    It promises that what is made below the scope from then on is encrypted with the key that the stack's
    constructs share, rotates, is reached over TLS only, can be restored, and outlives its stack where the
    stage says so, wherever its caller says nothing else: an explicit property always wins. Besides that
    key and a log group for each function that has none, it adds no resource: dead letters, access logs and
    backups are for the app to decide, and the guardrails find where they are missing.

    The shared key lets in the alarms, EventBridge rules, buckets and topics of this account that send to
    queues and topics; `EncryptionKey.of(stack).allow_service(...)` admits others.

    It changes nothing about this library's own constructs, which state their protections themselves.
    `SecureMixin` is for what has been made before.

    Two things need a word from the app: a bucket that others log to (`encryption=S3_MANAGED`, for S3 delivers
    to no other, and CDK's flag `@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy`), and the key of a `TableV2`
    with replicas or in a stack without a region.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs
        from cloud_constructs import SecureDefaults

        app = cdk.App()
        SecureDefaults.of(app).apply()
        stack = cdk.Stack(app, "Shop")
        orders = sqs.Queue(stack, "Orders")
        assert orders.encryption_master_key is not None
        ```
    """

    def __init__(self, scope: Construct) -> None:
        self._scope = scope

    @staticmethod
    def of(scope: Construct) -> SecureDefaults:
        """Return the defaults of what stands below an app, a stage, a stack or any other construct."""
        return SecureDefaults(scope)

    def apply(self) -> None:
        """Fill what callers leave open from now on; asking again changes nothing.

        CDK asks one injector per class, the nearest. One that stands on the same scope already is asked
        first, and its answer counts as the caller's; one on a scope below is asked in place of this one.
        """
        injectors = PropertyInjectors.of(self._scope)
        for class_id in PROTECTIONS:
            present = injectors.for_(class_id)
            if not isinstance(present, _GapFiller):
                injectors.add(_GapFiller(class_id, present))


@jsii.implements(IPropertyInjector)
class _GapFiller:
    """What CDK asks whenever it makes an L2 of one class."""

    def __init__(self, class_id: str, before: IPropertyInjector | None) -> None:
        self._class_id = class_id
        self._before = before

    @property
    def construct_unique_id(self) -> str:
        """The class, as CDK names it."""
        return self._class_id

    def inject(self, original_props: Any, *, scope: Construct, id: str) -> dict[str, Any]:  # noqa: ANN401
        """Return the properties with their gaps filled."""
        given: object = original_props
        if self._before is not None:
            given = self._before.inject(original_props, scope=scope, id=id)
        if not isinstance(given, dict):
            raise ArgumentError(
                f"{scope.node.path}/{id}",
                f"the injector {type(self._before).__name__} answers with a {type(given).__name__}, "
                "which has lost what its caller gave",
                "let it return a dictionary: {**its_defaults, **original_props}",
            )
        gaps = Gaps(scope, id, cast("dict[str, Any]", given))
        PROTECTIONS[self._class_id](gaps)
        return gaps.filled
