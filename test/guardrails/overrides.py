"""What the sweep of escape hatches tries, and what is known to go unnoticed."""

from collections.abc import Callable
from typing import Any

from cloud_constructs.guardrails._assembly import Resource

GONE = "(deleted)"
ANYBODY = {"AWS": "*"}
OF_RESOURCE = ("DeletionPolicy", "UpdateReplacePolicy")
AES256 = [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
ADMINISTRATOR = ["arn:aws:iam::aws:policy/AdministratorAccess"]

# Group -> type -> property -> what is worse than what it is; every property is deleted as well.
PROPERTIES: dict[str, dict[str, dict[str, list[Any]]]] = {
    "keys": {
        "AWS::KMS::Key": {
            "EnableKeyRotation": [False],
            "KeyPolicy.Statement.0.Principal": [ANYBODY],
            "DeletionPolicy": ["Delete"],
            "UpdateReplacePolicy": ["Delete"],
            "PendingWindowInDays": [7],
        }
    },
    "buckets": {
        "AWS::S3::Bucket": {
            "BucketEncryption": [],
            "BucketEncryption.ServerSideEncryptionConfiguration": [AES256],
            "VersioningConfiguration": [{"Status": "Suspended"}],
            "PublicAccessBlockConfiguration": [],
            "PublicAccessBlockConfiguration.BlockPublicAcls": [False],
            "PublicAccessBlockConfiguration.BlockPublicPolicy": [False],
            "PublicAccessBlockConfiguration.IgnorePublicAcls": [False],
            "PublicAccessBlockConfiguration.RestrictPublicBuckets": [False],
            "LoggingConfiguration": [],
            "ObjectLockConfiguration": [],
            "ReplicationConfiguration": [],
            "OwnershipControls": [{"Rules": [{"ObjectOwnership": "ObjectWriter"}]}],
            "DeletionPolicy": ["Delete"],
            "UpdateReplacePolicy": ["Delete"],
        },
        "AWS::S3::BucketPolicy": {"PolicyDocument.Statement": [[]]},
    },
    "mail": {
        "AWS::SES::ConfigurationSet": {
            "DeliveryOptions": [{"TlsPolicy": "OPTIONAL"}],
            "SuppressionOptions": [{"SuppressedReasons": ["BOUNCE"]}],
        },
        "AWS::SES::EmailIdentity": {"DkimAttributes.SigningEnabled": [False]},
    },
    "tables": {
        "AWS::DynamoDB::GlobalTable": {
            "SSESpecification": [{"SSEEnabled": False}],
            "Replicas.0.SSESpecification": [],
            "Replicas.0.PointInTimeRecoverySpecification": [{"PointInTimeRecoveryEnabled": False}],
            "Replicas.0.DeletionProtectionEnabled": [False],
            "DeletionPolicy": ["Delete"],
            "UpdateReplacePolicy": ["Delete"],
        },
        "AWS::Backup::BackupPlan": {"BackupPlan.BackupPlanRule.0.Lifecycle": []},
        "AWS::Backup::BackupSelection": {"BackupSelection.Resources": [[]]},
        "AWS::Backup::BackupVault": {
            "EncryptionKeyArn": [],
            "LockConfiguration": [],
            "DeletionPolicy": ["Delete"],
            "UpdateReplacePolicy": ["Delete"],
        },
    },
    # A queue is a dead-letter queue because of what refers to it: they are tried one after the other.
    "messages and functions": {
        "AWS::SQS::Queue": {"KmsMasterKeyId": [], "RedrivePolicy": []},
        "AWS::SQS::QueuePolicy": {"PolicyDocument.Statement": [[]]},
        "AWS::SNS::Topic": {"KmsMasterKeyId": []},
        "AWS::SNS::TopicPolicy": {"PolicyDocument.Statement": [[]]},
        "AWS::SNS::Subscription": {"RedrivePolicy": [], "Protocol": ["http"]},
        "AWS::Lambda::Function": {
            "DeadLetterConfig": [],
            "TracingConfig": [{"Mode": "PassThrough"}],
            "LoggingConfig": [],
            "KmsKeyArn": [],
            "VpcConfig": [],
            "Runtime": ["python3.9"],
        },
        "AWS::Lambda::Permission": {"SourceArn": []},
        "AWS::Scheduler::Schedule": {"KmsKeyArn": [], "Target.DeadLetterConfig": []},
    },
    "what invokes functions": {
        "AWS::Lambda::EventInvokeConfig": {"DestinationConfig": []},
        "AWS::Lambda::EventSourceMapping": {"DestinationConfig": []},
        "AWS::Lambda::Url": {"AuthType": ["NONE"]},
        "AWS::Events::Rule": {"Targets.0.DeadLetterConfig": []},
    },
    "secrets": {
        "AWS::SecretsManager::Secret": {"KmsKeyId": [], "DeletionPolicy": ["Delete"]},
        "AWS::SecretsManager::RotationSchedule": {"SecretId": ["another"]},
        "AWS::SecretsManager::ResourcePolicy": {"BlockPublicPolicy": [False]},
    },
    "user pools": {
        "AWS::Cognito::UserPool": {
            "MfaConfiguration": ["OFF", "OPTIONAL"],
            "UserPoolTier": ["LITE"],
            "Policies.PasswordPolicy.MinimumLength": [6],
            "DeletionProtection": ["INACTIVE"],
            "DeletionPolicy": ["Delete"],
            "UpdateReplacePolicy": ["Delete"],
        },
        "AWS::Cognito::UserPoolClient": {
            "PreventUserExistenceErrors": ["LEGACY"],
            "EnableTokenRevocation": [False],
        },
    },
    "scans": {"AWS::GuardDuty::MalwareProtectionPlan": {"Actions": [{"Tagging": {"Status": "DISABLED"}}]}},
    "permissions": {
        "AWS::IAM::Role": {
            "AssumeRolePolicyDocument.Statement.0.Principal": [ANYBODY],
            "ManagedPolicyArns": [ADMINISTRATOR],
        },
        "AWS::IAM::ManagedPolicy": {
            "PolicyDocument.Statement.0.Resource": ["*"],
            "PolicyDocument.Statement.0.Action": ["*"],
        },
    },
    "logs and workflows": {
        "AWS::Logs::LogGroup": {"KmsKeyId": [], "RetentionInDays": []},
        "AWS::StepFunctions::StateMachine": {
            "LoggingConfiguration": [],
            "LoggingConfiguration.Level": ["OFF"],
            "TracingConfiguration": [{"Enabled": False}],
            "EncryptionConfiguration": [{"Type": "AWS_OWNED_KEY"}],
        },
    },
    "alarms": {
        "AWS::CloudWatch::Alarm": {"AlarmActions": [[]], "ActionsEnabled": [False]},
        "AWS::CloudWatch::CompositeAlarm": {"AlarmActions": [[]], "ActionsEnabled": [False]},
    },
    "networks": {
        "AWS::EC2::FlowLog": {"ResourceId": ["vpc-11111111"], "TrafficType": ["ACCEPT"]},
        "AWS::EC2::Subnet": {"MapPublicIpOnLaunch": [True]},
        "AWS::EC2::SecurityGroup": {
            "SecurityGroupIngress.0.CidrIp": ["0.0.0.0/0"],
            "SecurityGroupEgress": [],
            "GroupDescription": [""],
        },
        "AWS::EC2::VPCEndpoint": {"PolicyDocument": []},
        "Custom::VpcRestrictDefaultSG": {"DefaultSecurityGroupId": ["sg-11111111"]},
    },
    "interfaces": {
        "AWS::ApiGatewayV2::Route": {"AuthorizationType": ["NONE"]},
        "AWS::ApiGatewayV2::Stage": {
            "AccessLogSettings": [],
            "DefaultRouteSettings": [],
            "DefaultRouteSettings.ThrottlingRateLimit": [0],
        },
    },
    "REST interfaces": {
        "AWS::ApiGateway::Method": {"AuthorizationType": ["NONE"], "RequestValidatorId": []},
        "AWS::ApiGateway::RequestValidator": {
            "ValidateRequestBody": [False],
            "ValidateRequestParameters": [False],
        },
        "AWS::ApiGateway::Stage": {
            "AccessLogSetting": [],
            "MethodSettings": [],
            "TracingEnabled": [False],
        },
        "AWS::ApiGateway::DomainName": {"SecurityPolicy": ["TLS_1_0"]},
        "AWS::WAFv2::LoggingConfiguration": {"ResourceArn": ["arn:aws:wafv2:another"]},
        "AWS::WAFv2::WebACLAssociation": {"ResourceArn": ["arn:aws:another"]},
    },
}
# Where a rule reports what it finds in a resource of these types.
REPORTED_AT = {
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::Backup::BackupSelection": "BackupSelection",
    "AWS::EC2::FlowLog": "ResourceId",
    "AWS::ApiGateway::RequestValidator": "RestApiId",
    "AWS::SecretsManager::ResourcePolicy": "SecretId",
    "AWS::SecretsManager::RotationSchedule": "SecretId",
    "AWS::WAFv2::LoggingConfiguration": "ResourceArn",
    "AWS::WAFv2::WebACLAssociation": "ResourceArn",
    "Custom::VpcRestrictDefaultSG": "DefaultSecurityGroupId",
}
# Without these CDK cannot read the template, so that the check refuses the whole; they are tried alone.
REQUIRED = {
    ("AWS::EC2::FlowLog", "ResourceId"),
    ("AWS::EC2::SecurityGroup", "GroupDescription"),
    ("AWS::Lambda::Url", "AuthType"),
    ("AWS::SecretsManager::RotationSchedule", "SecretId"),
    ("AWS::WAFv2::LoggingConfiguration", "ResourceArn"),
    ("AWS::WAFv2::WebACLAssociation", "ResourceArn"),
    ("AWS::SNS::Subscription", "Protocol"),
}
MADE_ELSEWHERE = "what it selects by an ARN is no resource of this app, which alone is evaluated"
# Nobody sets these, so that there is nothing to delete.
UNSET = {("AWS::CloudWatch::Alarm", "ActionsEnabled"), ("AWS::CloudWatch::CompositeAlarm", "ActionsEnabled")}
REFUSED = "nothing is lost: CloudFormation or IAM refuses the resource"
DEFAULT = "nothing is lost: the default of AWS is as good: "
LOGS_TAKE_NO_KEY = DEFAULT + "S3 encrypts a bucket of access logs with its own key, and can with no other"

OF_ANY_SERVICE = "not every service takes a policy on its interface endpoint, so no rule asks for one"
STILL_OURS = "the account still bounds it, which is all that AWS asks for where a function serves several"

Where = Callable[[Resource], bool]


def everywhere(resource: Resource) -> bool:
    return True


def nowhere(resource: Resource) -> bool:
    return False


def ending(*paths: str) -> Where:
    return lambda resource: resource.path.endswith(paths)


def having(property: str) -> Where:
    return lambda resource: resource.get(property) is not None


def lacking(property: str) -> Where:
    return lambda resource: resource.get(property) is None


def owned_by(ownership: str) -> Where:
    rules = {"Rules": [{"ObjectOwnership": ownership}]}
    return lambda resource: resource.get("OwnershipControls") == rules


# A bucket of its own for one bucket, and those that buckets share.
LOG_BUCKET = ending("/AccessLogs/Resource", "/AccessLogs/Resource/Resource", "/Logs/Resource/Resource")
SELECTED_BY_ARN = ending("/Plan/Resources/Resource")

# Ones that access control lists may be used in.
CLOUDFRONT_LOGS = owned_by("BucketOwnerPreferred")
BUCKET_DEPLOYMENT = "/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C512MiB/Resource"

RECOVERABLE = "a deleted secret can be restored for 30 days, unless Secrets Manager is told otherwise"
NOT_PUBLIC = "nothing is lost as long as nobody is let in, and CC-ResourcePolicyPrincipal notices when one is"

BY_PASSWORD_ALONE = lacking("UserPoolAddOns")
WAIVED = "the app has given this protection up, with a reason that stands in the report"

# What nobody notices: type, property and value; at which resources; and why.
KNOWN_MISSES: dict[tuple[str, str, str], tuple[Where, str]] = {
    ("AWS::Lambda::Function", "KmsKeyArn", GONE): (
        lacking("Environment"),
        "nothing is lost: these functions have no variables",
    ),
    ("AWS::Backup::BackupSelection", "BackupSelection.Resources", GONE): (SELECTED_BY_ARN, MADE_ELSEWHERE),
    ("AWS::Backup::BackupSelection", "BackupSelection.Resources", "[]"): (SELECTED_BY_ARN, MADE_ELSEWHERE),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", GONE): (having("PrivateDnsEnabled"), OF_ANY_SERVICE),
    ("AWS::Lambda::Permission", "SourceArn", GONE): (having("SourceAccount"), STILL_OURS),
    ("AWS::SecretsManager::Secret", "DeletionPolicy", GONE): (everywhere, RECOVERABLE),
    ("AWS::SecretsManager::Secret", "DeletionPolicy", "Delete"): (everywhere, RECOVERABLE),
    ("AWS::SecretsManager::ResourcePolicy", "BlockPublicPolicy", GONE): (everywhere, NOT_PUBLIC),
    ("AWS::SecretsManager::ResourcePolicy", "BlockPublicPolicy", "False"): (everywhere, NOT_PUBLIC),
    **{
        ("AWS::Cognito::UserPool", path, value): (BY_PASSWORD_ALONE, WAIVED)
        for path, value in (
            ("MfaConfiguration", GONE),
            ("MfaConfiguration", "OFF"),
            ("UserPoolTier", GONE),
            ("UserPoolTier", "LITE"),
        )
    },
    ("AWS::Cognito::UserPoolClient", "EnableTokenRevocation", GONE): (
        everywhere,
        DEFAULT + "Cognito lets tokens of new clients be revoked",
    ),
    ("AWS::ApiGateway::Method", "AuthorizationType", GONE): (
        ending("/OPTIONS/Resource"),
        "nothing is lost: browsers send no credentials with a preflight request",
    ),
    ("AWS::KMS::Key", "EnableKeyRotation", "False"): (
        having("KeySpec"),
        "nothing is lost: AWS rotates no key that signs",
    ),
    ("AWS::KMS::Key", "PendingWindowInDays", "7"): (
        everywhere,
        "nothing is lost: a week is the least that AWS allows",
    ),
    ("AWS::SES::EmailIdentity", "DkimAttributes.SigningEnabled", GONE): (
        everywhere,
        DEFAULT + "SES signs the mail of a domain",
    ),
    ("AWS::S3::Bucket", "OwnershipControls", GONE): (everywhere, DEFAULT + "the bucket's owner owns"),
    ("AWS::S3::Bucket", "BucketEncryption", GONE): (LOG_BUCKET, LOGS_TAKE_NO_KEY),
    ("AWS::S3::Bucket", "BucketEncryption.ServerSideEncryptionConfiguration", GONE): (
        LOG_BUCKET,
        LOGS_TAKE_NO_KEY,
    ),
    ("AWS::S3::Bucket", "OwnershipControls", "{'Rules': [{'ObjectOwnership': 'ObjectWriter'}]}"): (
        CLOUDFRONT_LOGS,
        "nothing is lost: the access control lists of CloudFront's logs give the bucket's owner everything",
    ),
    **{
        ("AWS::CloudWatch::Alarm", path, value): (
            lacking("AlarmActions"),
            "nothing is lost: it is a part of a composite alarm, which speaks for it",
        )
        for path, value in (("AlarmActions", "[]"), ("ActionsEnabled", "False"))
    },
    ("AWS::Lambda::Function", "TracingConfig", "{'Mode': 'PassThrough'}"): (
        ending("CustomResourceProvider/Handler", BUCKET_DEPLOYMENT),
        "nothing is lost: CDK's own handler is not traced before either, and nobody can configure it",
    ),
    ("AWS::KMS::Key", "PendingWindowInDays", GONE): (everywhere, DEFAULT + "30 days"),
    ("AWS::EC2::Subnet", "MapPublicIpOnLaunch", GONE): (everywhere, DEFAULT + "no public addresses"),
    ("AWS::IAM::Role", "ManagedPolicyArns", GONE): (everywhere, "nothing is lost: the role may do less"),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument.Statement.0.Principal", GONE): (everywhere, REFUSED),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument.Statement.0.Resource", GONE): (everywhere, REFUSED),
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress.0.CidrIp", GONE): (everywhere, REFUSED),
    ("AWS::Lambda::Function", "Runtime", GONE): (everywhere, REFUSED),
}
