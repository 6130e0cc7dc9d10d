"""How FIS reaches into functions: an extension in a layer, which reads from a bucket what it is to break.

https://docs.aws.amazon.com/fis/latest/userguide/use-lambda-actions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

from cloud_constructs.storage import Lifecycle, SecureBucket

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.security import EncryptionKey, ServiceRole

PARAMETER = "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x"
PREFIX = "FisConfigs/"


class FisExtension:
    """The bucket and the layer by which the experiments of one `ChaosExperiments` reach their functions."""

    def __init__(self, scope: Construct, encryption_key: EncryptionKey) -> None:
        self.bucket = SecureBucket(
            scope,
            "Configuration",
            lifecycle=[Lifecycle.expiry(1)],
            old_version_days=1,
            encryption_key=encryption_key,
        )
        self._scope = scope
        self._layer: lambda_.ILayerVersion | None = None
        self._functions: set[EnhancedLambda] = set()

    def add_to(self, function: EnhancedLambda) -> None:
        """Give a function the extension; asking again changes nothing."""
        if function in self._functions:
            return
        self._functions.add(function)
        function.function.add_layers(self._layer_of_region())
        function.function.add_environment(
            "AWS_FIS_CONFIGURATION_LOCATION", f"{self.bucket.bucket_arn}/{PREFIX}"
        )
        function.function.add_environment("AWS_LAMBDA_EXEC_WRAPPER", "/opt/aws-fis/bootstrap")
        self.bucket.grant_read(function, PREFIX)

    def let_configure(self, role: ServiceRole) -> None:
        """Let an experiment tell the extension what to break, and that it is over."""
        self.bucket.grant_write(role, PREFIX)
        self.bucket.grant_delete(role, PREFIX)

    def _layer_of_region(self) -> lambda_.ILayerVersion:
        if self._layer is None:
            from aws_cdk import aws_ssm as ssm

            arn = ssm.StringParameter.value_for_string_parameter(self._scope, PARAMETER)
            self._layer = lambda_.LayerVersion.from_layer_version_arn(self._scope, "Extension", arn)
        return self._layer
