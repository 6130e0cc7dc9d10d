import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from harness import default_template, function, new_stack, only, resources, statements, synth, template_of

from cloud_constructs import AlertTopic, EncryptionKey, Waiver, WorkQueue


def services(template: dict) -> list[str]:
    policy = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    return [statement["Principal"]["Service"] for statement in policy if "Service" in statement["Principal"]]


def test_it_rotates_and_outlives_its_stack() -> None:
    (key,) = resources(default_template("EncryptionKey"), "AWS::KMS::Key").values()

    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["Properties"]["RotationPeriodInDays"] == 365
    assert key["DeletionPolicy"] == "Retain"


def test_no_service_is_let_in_that_nobody_asked_for() -> None:
    assert services(default_template("EncryptionKey")) == []


def test_a_service_is_let_in_once_and_for_this_account_alone() -> None:
    def build(stack: cdk.Stack) -> None:
        key = EncryptionKey(stack, "Key")
        key.allow_service("sns.amazonaws.com")
        key.allow_service("sns.amazonaws.com")

    template = synth(build)
    assert services(template) == ["sns.amazonaws.com"]
    statement = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"][-1]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_constructs_of_a_stack_share_one_key() -> None:
    def build(stack: cdk.Stack) -> None:
        WorkQueue(stack, "Queue")
        AlertTopic(stack, "Topic")

    assert len(resources(synth(build), "AWS::KMS::Key")) == 1


def test_a_key_of_ones_own_is_used_instead() -> None:
    def build(stack: cdk.Stack) -> None:
        existing = kms.Key.from_key_arn(stack, "Imported", "arn:aws:kms:eu-west-1:123456789012:key/abc")
        key = EncryptionKey(stack, "Key", existing=existing)
        WorkQueue(stack, "Queue", encryption_key=key)

    template = synth(build)
    assert resources(template, "AWS::KMS::Key") == {}
    for queue in resources(template, "AWS::SQS::Queue").values():
        assert queue["Properties"]["KmsMasterKeyId"] == "arn:aws:kms:eu-west-1:123456789012:key/abc"


def test_rotation_goes_off_only_in_writing() -> None:
    def build(stack: cdk.Stack) -> None:
        EncryptionKey(stack, "Key", rotation_days=Waiver(reason="An external system pins the key material"))

    assert only(synth(build), "AWS::KMS::Key")["EnableKeyRotation"] is False


def test_a_grant_names_each_action_and_is_made_once() -> None:
    stack = new_stack()
    key = EncryptionKey(stack, "Key")
    made = function(stack)
    assert key.grant_use(made) is key.grant_use(made)

    (statement,) = statements(template_of(stack), "FunctionRoleGranted")
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]


def test_grants_of_plain_l2s_end_in_the_same_managed_policy() -> None:
    """A secret with a key writes into the key's policy, which cannot name a managed policy."""

    def build(stack: cdk.Stack) -> None:
        key = EncryptionKey(stack, "Key")
        secret = secretsmanager.Secret(stack, "Secret", encryption_key=key.key)
        secret.grant_read(function(stack, encryption_key=key))

    template = synth(build)
    assert resources(template, "AWS::IAM::Policy") == {}
    (statement,) = statements(template, "FunctionRoleGranted")
    assert statement["Action"] == ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    key_policy = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    principals = [str(statement["Principal"]) for statement in key_policy]
    assert any("FunctionRole" in principal for principal in principals)


def test_a_deleted_key_can_be_rescued_for_longer_where_data_are_kept() -> None:
    for stage, days in (("dev", 7), ("prod", 30)):
        template = synth(lambda stack: EncryptionKey(stack, "Key"), {"stage": stage})
        assert only(template, "AWS::KMS::Key")["PendingWindowInDays"] == days


def test_a_key_can_have_replicas_in_other_regions() -> None:
    template = synth(lambda stack: EncryptionKey(stack, "Key", multi_region=True))

    assert only(template, "AWS::KMS::Key")["MultiRegion"] is True
    assert "MultiRegion" not in only(default_template("EncryptionKey"), "AWS::KMS::Key")


def test_a_grant_can_be_bound_to_what_is_encrypted() -> None:
    stack = new_stack()
    key = EncryptionKey(stack, "Key")
    made = function(stack)
    key.grant_use(made, encryption_context={"order": "1"})
    key.grant_decrypt(made, encryption_context={"order": "2"})

    use, decrypt = statements(template_of(stack), "FunctionRoleGranted")
    assert use["Condition"] == {"StringEquals": {"kms:EncryptionContext:order": "1"}}
    assert decrypt["Action"] == "kms:Decrypt"
    assert decrypt["Condition"] == {"StringEquals": {"kms:EncryptionContext:order": "2"}}
