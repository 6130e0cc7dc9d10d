"""What the sweep of escape hatches tries, and what is known to go unnoticed."""

from typing import Any

from cloud_constructs import Endpoints

GONE = "(deleted)"
ANYBODY = {"AWS": "*"}
OF_RESOURCE = ("DeletionPolicy", "UpdateReplacePolicy")
AES256 = [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
ALL_ENDPOINTS = {
    *(*Endpoints.FUNCTION, *Endpoints.ECS, *Endpoints.SSM),
    *(*Endpoints.OBSERVABILITY, *Endpoints.BEDROCK),
}
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
            "OwnershipControls": [{"Rules": [{"ObjectOwnership": "ObjectWriter"}]}],
            "DeletionPolicy": ["Delete"],
            "UpdateReplacePolicy": ["Delete"],
        },
        "AWS::S3::BucketPolicy": {"PolicyDocument.Statement": [[]]},
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
    "alarms": {"AWS::CloudWatch::Alarm": {"AlarmActions": [[]], "ActionsEnabled": [False]}},
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
}
# Where a rule reports what it finds in a resource of these types.
REPORTED_AT = {
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::Backup::BackupSelection": "BackupSelection",
    "AWS::EC2::FlowLog": "ResourceId",
    "Custom::VpcRestrictDefaultSG": "DefaultSecurityGroupId",
}
# Without these CDK cannot read the template, so that the check refuses the whole; they are tried alone.
REQUIRED = {
    ("AWS::EC2::FlowLog", "ResourceId"),
    ("AWS::EC2::SecurityGroup", "GroupDescription"),
    ("AWS::SNS::Subscription", "Protocol"),
}
# A bucket of its own for one bucket, and those that buckets share.
LOG_BUCKET = ("/AccessLogs/Resource", "/AccessLogs/Resource/Resource", "/Logs/Resource/Resource")
MADE_ELSEWHERE = "what it selects by an ARN is no resource of this app, which alone is evaluated"
# Nobody sets these, so that there is nothing to delete.
UNSET = {("AWS::CloudWatch::Alarm", "ActionsEnabled")}
REFUSED = "nothing is lost: CloudFormation or IAM refuses the resource"
DEFAULT = "nothing is lost: the default of AWS is as good: "
LOGS_TAKE_NO_KEY = DEFAULT + "S3 encrypts a bucket of access logs with its own key, and can with no other"

OF_ANY_SERVICE = "not every service takes a policy on its interface endpoint, so no rule asks for one"
STILL_OURS = "the account still bounds it, which is all that AWS asks for where a function serves several"

# What nobody notices: type, property and value; at which resources (the end of their paths); and why.
KNOWN_MISSES: dict[tuple[str, str, str], tuple[str | tuple[str, ...], str]] = {
    ("AWS::Lambda::Function", "KmsKeyArn", GONE): ("", "nothing is lost: these functions have no variables"),
    ("AWS::Backup::BackupSelection", "BackupSelection.Resources", GONE): (
        "/Plan/Resources/Resource",
        MADE_ELSEWHERE,
    ),
    ("AWS::Backup::BackupSelection", "BackupSelection.Resources", "[]"): (
        "/Plan/Resources/Resource",
        MADE_ELSEWHERE,
    ),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", GONE): (
        tuple(f"/Endpoint-{service}/Resource" for service in ALL_ENDPOINTS),
        OF_ANY_SERVICE,
    ),
    ("AWS::Lambda::Permission", "SourceArn", GONE): (("/MayCallRotation", "/InvokeTicket"), STILL_OURS),
    ("AWS::KMS::Key", "PendingWindowInDays", "7"): (
        "",
        "nothing is lost: a week is the least that AWS allows",
    ),
    ("AWS::S3::Bucket", "OwnershipControls", GONE): ("", DEFAULT + "the bucket's owner owns"),
    ("AWS::S3::Bucket", "BucketEncryption", GONE): (LOG_BUCKET, LOGS_TAKE_NO_KEY),
    ("AWS::S3::Bucket", "BucketEncryption.ServerSideEncryptionConfiguration", GONE): (
        LOG_BUCKET,
        LOGS_TAKE_NO_KEY,
    ),
    ("AWS::Lambda::Function", "TracingConfig", "{'Mode': 'PassThrough'}"): (
        "CustomResourceProvider/Handler",
        "nothing is lost: CDK's own handler is not traced before either, and nobody can configure it",
    ),
    ("AWS::KMS::Key", "PendingWindowInDays", GONE): ("", DEFAULT + "30 days"),
    ("AWS::EC2::Subnet", "MapPublicIpOnLaunch", GONE): ("", DEFAULT + "no public addresses"),
    ("AWS::IAM::Role", "ManagedPolicyArns", GONE): ("", "nothing is lost: the role may do less"),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument.Statement.0.Principal", GONE): ("", REFUSED),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument.Statement.0.Resource", GONE): ("", REFUSED),
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress.0.CidrIp", GONE): ("", REFUSED),
    ("AWS::Lambda::Function", "Runtime", GONE): ("", REFUSED),
}
