from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    backup_policy,
    default_template,
    full_bucket,
    new_stack,
    only,
    resources,
    statements,
    synth,
    table,
)

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    ArgumentError,
    BackupCopy,
    BackupRule,
    CopyVault,
    Replica,
    Replication,
    RestoreTest,
    VaultLock,
)

PLAN, SELECTION, VAULT = "AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::Backup::BackupVault"
EVERYTHING = "BackupPolicy with every option"


def test_by_default_it_backs_up_every_night_as_long_as_the_stage_says() -> None:
    (rule,) = only(default_template("BackupPolicy"), PLAN)["BackupPlan"]["BackupPlanRule"]

    assert rule["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert rule["Lifecycle"] == {"DeleteAfterDays": 35}
    assert resources(default_template("BackupPolicy"), SELECTION) == {}


def test_rules_have_their_rhythm_their_retention_and_their_copies() -> None:  # CV-8, EP-8
    rules = only(default_template(EVERYTHING), PLAN)["BackupPlan"]["BackupPlanRule"]
    nightly, weekly, monthly = rules

    (copy,) = nightly["CopyActions"]
    assert copy["DestinationBackupVaultArn"].endswith("111122223333:backup-vault:Copies")
    assert copy["Lifecycle"] == {"DeleteAfterDays": 35}
    assert weekly["Lifecycle"] == {"DeleteAfterDays": 90}
    assert monthly["Lifecycle"] == {"DeleteAfterDays": 365, "MoveToColdStorageAfterDays": 30}


def test_what_is_named_or_adds_itself_is_backed_up() -> None:
    template = default_template(EVERYTHING)
    chosen = {
        body["Properties"]["BackupSelection"]["SelectionName"]: body["Properties"]["BackupSelection"]
        for body in resources(template, SELECTION).values()
    }

    assert chosen["Resources"]["Resources"] == ["arn:aws:rds:eu-west-1:123456789012:cluster:orders"]
    assert "Table" in str(chosen["Test.Table"]["Resources"])
    # The table has no vault of its own then.
    assert len(resources(template, VAULT)) == 1


def test_what_carries_a_tag_is_backed_up() -> None:
    selection = only(synth(lambda stack: backup_policy(stack, tags={"Backup": "daily"})), SELECTION)

    (tag,) = selection["BackupSelection"]["ListOfTags"]
    assert (tag["ConditionKey"], tag["ConditionValue"]) == ("Backup", "daily")


def test_the_vault_is_locked_for_good_where_that_is_asked_for() -> None:
    lock = only(default_template(EVERYTHING), VAULT)["LockConfiguration"]

    assert lock == {"MinRetentionDays": 30, "MaxRetentionDays": 400, "ChangeableForDays": 7}


def test_restores_are_tried_and_somebody_hears_how_they_ended() -> None:  # EP-8, CV-2.2
    template = default_template(EVERYTHING)
    plan = only(template, "AWS::Backup::RestoreTestingPlan")
    (vault_id,) = resources(template, VAULT)
    selections = resources(template, "AWS::Backup::RestoreTestingSelection").values()

    assert plan["RecoveryPointSelection"]["IncludeVaults"] == [{"Fn::GetAtt": [vault_id, "BackupVaultArn"]}]
    assert {body["Properties"]["ProtectedResourceType"] for body in selections} == {"DynamoDB", "S3"}
    told = only(template, VAULT)["Notifications"]
    assert told["BackupVaultEvents"] == ["RESTORE_JOB_COMPLETED"]
    (publishing,) = [
        statement
        for statement in statements(template, "AlertsPolicy")
        if statement["Principal"] == {"Service": "backup.amazonaws.com"}
    ]
    assert publishing["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_somebody_hears_of_a_backup_that_was_not_made() -> None:
    alarms = resources(default_template("BackupPolicy"), "AWS::CloudWatch::Alarm").values()
    watched = {body["Properties"]["MetricName"] for body in alarms}

    assert {"NumberOfBackupJobsFailed", "NumberOfBackupJobsExpired", "NumberOfCopyJobsFailed"} <= watched
    assert all(body["Properties"]["AlarmActions"] for body in alarms)


def test_watching_all_of_a_stack_makes_no_second_alarms_of_the_vault() -> None:
    def build(stack: cdk.Stack) -> None:
        backup_policy(stack)
        AlarmSet(stack, "All", notify=AlertTopic(stack, "Told")).watch_all(stack)

    found = resources(synth(build), "AWS::CloudWatch::Alarm").values()
    metrics = [body["Properties"].get("MetricName") for body in found]
    assert metrics.count("NumberOfBackupJobsFailed") == 1


def test_a_vault_takes_copies_from_the_accounts_that_it_names_alone() -> None:
    policy = only(default_template("CopyVault"), VAULT)["AccessPolicy"]

    (statement,) = policy["Statement"]
    assert statement["Action"] == "backup:CopyIntoBackupVault"
    assert "111122223333:root" in str(statement["Principal"])
    assert "AccessPolicy" not in only(synth(lambda stack: CopyVault(stack, "Copies")), VAULT)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rules": []}, "rules is empty"),
        ({"rules": [BackupRule.daily(keep_days=7)] * 2}, "two rules share a name"),
        ({"rules": [BackupRule.daily(keep_days=0)]}, "keep_days of Nightly is 0"),
        (
            {"rules": [BackupRule.daily(keep_days=7)], "lock": VaultLock.governance(min_days=30)},
            "keep_days of Nightly is 7 days.*from 30",
        ),
        (
            {"rules": [BackupRule.monthly(keep_days=100, cold_after_days=30)]},
            "Monthly is kept for 100 days, and cold after 30.*90 days more",
        ),
        (
            {"rules": [BackupRule(name="Odd", schedule="daily", keep_days=7)]},
            "the schedule of a rule is 'daily'",
        ),
        (
            {"rules": [BackupRule.daily(keep_days=7, copies=(BackupCopy(vault_arn="Copies"),))]},
            "vault_arn of a copy of Nightly is 'Copies'.*the ARN of a vault",
        ),
        ({"lock": VaultLock.compliance(min_days=7, grace_days=1)}, "grace_days of lock is 1"),
        ({"lock": VaultLock.governance(min_days=9, max_days=3)}, "min_days of lock is 9"),
        ({"restore_test": RestoreTest(resource_types=[])}, "no resource_types.*DynamoDB"),
        ({"restore_test": RestoreTest(resource_types=["Table"])}, "a type of restore_test is 'Table'"),
        (
            {"restore_test": RestoreTest(resource_types=["S3"], validation_hours=0)},
            "validation_hours of restore_test is 0",
        ),
    ],
)
def test_what_aws_backup_would_refuse_is_refused_here(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        backup_policy(new_stack(), **arguments)


def test_a_stage_that_keeps_no_data_locks_no_vault_for_good() -> None:
    with pytest.raises(ArgumentError, match=r"the stage dev keeps no data.*VaultLock.governance"):
        backup_policy(new_stack({"stage": "dev"}), lock=VaultLock.compliance(min_days=1))
    with pytest.raises(ArgumentError, match="an account of from_accounts is 'us'"):
        CopyVault(new_stack(), "Copies", from_accounts=["us"])


def test_replicas_and_copied_objects_are_watched_as_well() -> None:
    def build(stack: cdk.Stack) -> None:
        key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        alarms = AlarmSet(stack, "Watch", notify=AlertTopic(stack, "Alerts"))
        alarms.watch(
            table(stack, replication=Replication.eventual(Replica(region="eu-central-1", key_arn=key)))
        )
        alarms.watch(full_bucket(stack))

    found = {
        body["Properties"].get("MetricName"): {
            dimension["Name"]: dimension["Value"] for dimension in body["Properties"].get("Dimensions", ())
        }
        for body in resources(synth(build), "AWS::CloudWatch::Alarm").values()
    }
    assert found["OperationsFailedReplication"]["DestinationBucket"] == "documents-elsewhere"
    assert found["OperationsFailedReplication"]["RuleId"] == "Replica"
    assert "ReplicationLatency" in found
