"""The workload with the constructs of this library.

It does more than the other side: every acknowledgement of a rule is written here too, as metadata that the
template does not show.
"""

from __future__ import annotations

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from benchmarks._workload import HANDLER, UnitStack
from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    ApiRoute,
    Authorizer,
    EncryptionKey,
    EnhancedLambda,
    HttpApi,
    SecureTable,
    WorkQueue,
)


class OurStack(UnitStack):
    """What units share; the key is the one that constructs share when they are given none."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        EncryptionKey.of(self)
        self.alerts = AlertTopic(self, "Alerts")
        self.api = HttpApi(self, "Api", authorizer=Authorizer.iam())

    def add_unit(self, number: int) -> None:
        """Declare one more unit."""
        _Unit(self, f"Unit{number}", number)


class _Unit(Construct):
    def __init__(self, stack: OurStack, id: str, number: int) -> None:
        super().__init__(stack, id)
        key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        function = EnhancedLambda(self, "Function", entry=HANDLER)
        table = SecureTable(self, "Table", partition_key=key)
        queue = WorkQueue(self, "Queue")
        alarms = AlarmSet(self, "Alarms", notify=stack.alerts)
        for resource in (function, table, queue):
            alarms.watch(resource)
        ApiRoute(self, "Route", api=stack.api, method="GET", path=f"/unit{number}", handler=function)
