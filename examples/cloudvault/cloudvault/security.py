"""Keys, one for each kind of data, what notices attacks, and who hears of trouble."""

from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import AlertTopic, EncryptionKey, OriginSecret, ThreatDetection, Watcher

from .config import Config


@dataclass(frozen=True, slots=True)
class Keys:
    """Whoever may use one key may read one kind of data."""

    files: EncryptionKey
    tables: EncryptionKey
    functions: EncryptionKey
    operations: EncryptionKey
    """Of logs, queues and topics."""


class SecurityStack(cdk.Stack):
    """What everything else is encrypted with, and what watches over it."""

    def __init__(self, scope: Construct, id: str, *, config: Config, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        self.keys = Keys(
            files=EncryptionKey(self, "FilesKey", alias="cloudvault-files"),
            tables=EncryptionKey(self, "TablesKey", alias="cloudvault-tables"),
            functions=EncryptionKey(self, "FunctionsKey", alias="cloudvault-functions"),
            operations=EncryptionKey(self, "OperationsKey", alias="cloudvault-operations"),
        )
        self.keys.operations.share_with(self)
        self.alerts = AlertTopic(self, "Alerts", emails=config.operators)
        self.origin_secret = OriginSecret(
            self, "OriginSecret", encryption_key=self.keys.functions, profile=config.profile
        )
        self.threats = ThreatDetection(
            self, "Threats", alerts=self.alerts, existing=list(Watcher) if config.watched else ()
        )
