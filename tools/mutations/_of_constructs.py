"""Mutations of constructs with their defaults: of their templates, and of the tree by a user's own code."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk

from tools.mutations._mutation import Mutation, add, allow, drop, put


def _first(stack: cdk.Stack, type: str) -> cdk.CfnResource:
    """Return a stack's first resource of a type."""
    for construct in stack.node.find_all():
        if isinstance(construct, cdk.CfnResource) and construct.cfn_resource_type == type:
            return construct
    raise LookupError(f"there is no {type} to mutate")


def _change_an_l1(stack: cdk.Stack) -> None:
    # jsii returns the typed class, which `find_all` does not promise.
    key: Any = _first(stack, "AWS::KMS::Key")
    key.enable_key_rotation = False


def _override(stack: cdk.Stack) -> None:
    _first(stack, "AWS::KMS::Key").add_property_override("EnableKeyRotation", value=False)


def _delete_by_override(stack: cdk.Stack) -> None:
    _first(stack, "AWS::DynamoDB::GlobalTable").add_property_deletion_override("SSESpecification")


def _add_a_generic_resource(stack: cdk.Stack) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    cdk.CfnResource(stack, "Generic", type="AWS::IAM::ManagedPolicy", properties={"PolicyDocument": document})


def _retain_no_more(stack: cdk.Stack) -> None:
    _first(stack, "AWS::S3::Bucket").apply_removal_policy(cdk.RemovalPolicy.DESTROY)


def _widen_a_provider(stack: cdk.Stack) -> None:
    provider = stack.node.find_child("Custom::VpcRestrictDefaultSGCustomResourceProvider")
    role: Any = provider.node.find_child("Role")
    role.add_property_override("Policies.0.PolicyDocument.Statement.0.Action", "ec2:*")


_WITH_NAT = "SecureVpc"
_WITH_ENDPOINTS = "SecureVpc without a way out"
_GROUP = "AWS::EC2::SecurityGroup"
_STAGE = "AWS::ApiGatewayV2::Stage"
_REST = "RestApi with everything"
_REST_METHOD = "AWS::ApiGateway::Method"
_REST_STAGE = "AWS::ApiGateway::Stage"
_WHOLE_TABLE = "SecureTable with every option"
_TABLE = "AWS::DynamoDB::GlobalTable"
_WHOLE_BUCKET = "SecureBucket with every option"
_BUCKET = "AWS::S3::Bucket"
_BACKUPS = "BackupPolicy with every option"
_ALARMS = "AlarmSet with everything"
_DELIVERY = "DeliveryPipeline with everything"

OF_CONSTRUCTS: list[Mutation] = [
    # In the tree
    Mutation("EncryptionKey", "an L1's property is set to something worse", in_tree=_change_an_l1),
    Mutation("EncryptionKey", "a raw override takes a protection away", in_tree=_override),
    Mutation("SecureTable", "a raw override deletes a protection", in_tree=_delete_by_override),
    Mutation("ServiceRole", "a generic resource escapes the packs", in_tree=_add_a_generic_resource),
    Mutation("SecureBucket", "a removal policy lets the data go", in_tree=_retain_no_more),
    Mutation(_WITH_NAT, "CDK's own handler may do more", in_tree=_widen_a_provider),
    # Networks
    Mutation(_WITH_NAT, "a network has no flow log", put("AWS::EC2::FlowLog", "ResourceId", "vpc-11111111")),
    Mutation(
        _WITH_NAT,
        "a subnet hands out public addresses",
        put("AWS::EC2::Subnet", "MapPublicIpOnLaunch", value=True),
    ),
    Mutation(
        _WITH_ENDPOINTS,
        "half of the internet may come in",
        put(_GROUP, "SecurityGroupIngress/0/CidrIp", "0.0.0.0/1"),
    ),
    Mutation(
        _WITH_ENDPOINTS,
        "the whole internet may come in",
        put(_GROUP, "SecurityGroupIngress/0/CidrIp", "0.0.0.0/0"),
    ),
    Mutation(
        _WITH_ENDPOINTS,
        "the wide IPv6 internet may come in",
        put(
            _GROUP,
            "SecurityGroupIngress/-",
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv6": "2000::/3", "Description": "x"},
        ),
    ),
    Mutation(_WITH_ENDPOINTS, "a group says not what it is for", put(_GROUP, "GroupDescription", "")),
    # HTTP APIs
    Mutation("ApiRoute", "a route is open", put("AWS::ApiGatewayV2::Route", "AuthorizationType", "NONE")),
    Mutation("ApiRoute", "an API has no throttle", drop(_STAGE, "DefaultRouteSettings")),
    Mutation(
        "ApiRoute",
        "a route is exempt from the throttle",
        put(_STAGE, "RouteSettings", {"GET /orders/{id}": {"ThrottlingRateLimit": -1}}),
    ),
    Mutation("ApiRoute", "an API keeps no access log", drop(_STAGE, "AccessLogSettings")),
    Mutation(
        "ApiRoute", "a function may be called for anybody", drop("AWS::Lambda::Permission", "SourceArn")
    ),
    # REST APIs and their firewall
    Mutation("RestApi", "a REST method is open", put(_REST_METHOD, "AuthorizationType", "NONE")),
    Mutation(
        "RestApi", "a REST method takes what nobody has looked at", drop(_REST_METHOD, "RequestValidatorId")
    ),
    Mutation(
        _REST,
        "a validator looks at no body",
        put("AWS::ApiGateway::RequestValidator", "ValidateRequestBody", value=False),
    ),
    Mutation(_REST, "a REST stage keeps no access log", drop(_REST_STAGE, "AccessLogSetting")),
    Mutation(_REST, "a REST stage has no throttle", drop(_REST_STAGE, "MethodSettings")),
    Mutation(_REST, "a REST stage is not traced", put(_REST_STAGE, "TracingEnabled", value=False)),
    Mutation(
        _REST, "a REST stage has no firewall", put("AWS::WAFv2::WebACLAssociation", "ResourceArn", "other")
    ),
    Mutation(
        _REST,
        "an API's domain takes broken TLS",
        put("AWS::ApiGateway::DomainName", "SecurityPolicy", "TLS_1_0"),
    ),
    Mutation(
        "WebAcl",
        "a firewall writes no log",
        put("AWS::WAFv2::LoggingConfiguration", "ResourceArn", "arn:aws:wafv2:another"),
    ),
    # Functions and what invokes them
    Mutation("FunctionUrl", "a function's address is open", put("AWS::Lambda::Url", "AuthType", "NONE")),
    Mutation(
        "StreamTrigger",
        "records that fail are lost",
        drop("AWS::Lambda::EventSourceMapping", "DestinationConfig"),
    ),
    Mutation("EventTrigger", "anybody's events call a function", drop("TriggerPermission", "SourceArn")),
    Mutation(
        "EnhancedLambda with a destination",
        "events that fail are lost",
        drop("AWS::Lambda::EventInvokeConfig", "DestinationConfig"),
    ),
    Mutation(
        "EnhancedLambda with a destination",
        "variables are encrypted with a key of AWS",
        drop("AWS::Lambda::Function", "KmsKeyArn"),
    ),
    # Secrets
    Mutation(
        "RotatingSecret",
        "a secret is encrypted with a key of AWS",
        drop("AWS::SecretsManager::Secret", "KmsKeyId"),
    ),
    Mutation(
        "RotatingSecret",
        "a secret is not rotated",
        put("AWS::SecretsManager::RotationSchedule", "SecretId", "other"),
    ),
    Mutation(
        "RotatingSecret",
        "a secret is open to everybody",
        put(
            "AWS::SecretsManager::ResourcePolicy",
            "ResourcePolicy/Statement/-",
            {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"},
        ),
    ),
    # Data, elsewhere and of the past
    Mutation(
        _WHOLE_TABLE, "a replica is encrypted with a key of AWS", drop(_TABLE, "Replicas/0/SSESpecification")
    ),
    Mutation(
        _WHOLE_TABLE,
        "a replica cannot be restored",
        put(_TABLE, "Replicas/0/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", value=False),
    ),
    Mutation(
        _WHOLE_TABLE,
        "a replica can be deleted",
        put(_TABLE, "Replicas/0/DeletionProtectionEnabled", value=False),
    ),
    Mutation(_WHOLE_BUCKET, "objects are not replicated", drop("Bucket", "ReplicationConfiguration")),
    Mutation(_WHOLE_BUCKET, "objects are not locked", drop("Bucket", "ObjectLockConfiguration")),
    Mutation(
        "ChaosExperiments",
        "no alarm ends an experiment",
        put("AWS::FIS::ExperimentTemplate", "StopConditions", [{"Source": "none"}]),
    ),
    Mutation(
        _DELIVERY,
        "what a pipeline builds has AWS's own key",
        drop("AWS::CodeBuild::Project", "EncryptionKey"),
    ),
    Mutation(
        _DELIVERY,
        "a build has the machine to itself",
        put("AWS::CodeBuild::Project", "Environment/PrivilegedMode", value=True),
    ),
    Mutation(
        "GithubDeployRole",
        "every repository of GitHub may deploy",
        drop(
            "AWS::IAM::Role",
            "AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/token.actions.githubusercontent.com:sub",
        ),
    ),
    Mutation(
        _BACKUPS,
        "backups are kept for ever",
        drop("AWS::Backup::BackupPlan", "BackupPlan/BackupPlanRule/0/Lifecycle"),
    ),
    Mutation(_BACKUPS, "anybody may delete a backup", drop("AWS::Backup::BackupVault", "LockConfiguration")),
    Mutation(
        "CopyVault",
        "copies are encrypted with a key of AWS",
        drop("AWS::Backup::BackupVault", "EncryptionKeyArn"),
    ),
    # Alarms
    Mutation(_ALARMS, "an alarm speaks only with others", drop("AlarmsFiles5xx", "AlarmActions")),
    Mutation(
        _ALARMS, "the health alarm tells nobody", drop("AWS::CloudWatch::CompositeAlarm", "AlarmActions")
    ),
    # What users add beside the constructs
    Mutation(
        "WorkQueue",
        "an event bus is open to everybody",
        add(
            "AWS::Events::EventBusPolicy",
            {
                "StatementId": "Open",
                "Statement": {
                    "Effect": "Allow",
                    "Action": "events:PutEvents",
                    "Principal": "*",
                    "Resource": "arn:aws:events:eu-west-1:123456789012:event-bus/default",
                },
            },
        ),
    ),
    Mutation(
        "WorkQueue",
        "a queue is open to everybody",
        allow("AWS::SQS::QueuePolicy", Action="sqs:SendMessage", Resource="*", Principal={"AWS": "*"}),
    ),
]
