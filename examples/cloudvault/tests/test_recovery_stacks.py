"""What is kept in a second region, and what leads there."""

from dataclasses import replace
from typing import Any

import aws_cdk as cdk
import pytest
from cloudvault.config import STAGES, Config, Names
from cloudvault.data import DataStack
from cloudvault.failover import REGION, FailoverStack
from cloudvault.recovery import RecoveryStack
from cloudvault.security import SecurityStack
from cloudvault.storage import StorageStack
from vault.operations.health import CHECK_HEALTH

from cloud_constructs import ArgumentError, Authorizer, HttpApi

ACCOUNT = "123456789012"
HOME = cdk.Environment(account=ACCOUNT, region="eu-west-1")
Template = dict[str, Any]


def environment(region: str) -> cdk.Environment:
    return cdk.Environment(account=ACCOUNT, region=region)


def app() -> cdk.App:
    made = cdk.App()
    cdk.CrossStackReferences.of(made).consume(cdk.ReferenceStrength.WEAK)
    return made


@pytest.fixture(scope="module", params=["staging", "prod"])
def templates(request: pytest.FixtureRequest) -> dict[str, Template]:
    """The templates of the stacks that keep data, in the stages that have a second region."""
    config, made = STAGES[request.param], app()
    security = SecurityStack(made, "Security", config=config, env=HOME)
    recovery = RecoveryStack(made, "Recovery", config=config, env=environment(str(config.recovery_region)))
    shared: dict[str, Any] = {"config": config, "keys": security.keys, "recovery": recovery, "env": HOME}
    DataStack(made, "Data", alerts=security.alerts, **shared)
    StorageStack(made, "Storage", **shared)
    return {stack.stack_name: stack.template for stack in made.synth().stacks}


def of_type(template: Template, kind: str) -> list[Template]:
    return [body["Properties"] for body in template["Resources"].values() if body["Type"] == kind]


def comes_from_recovery(value: Any) -> bool:
    return value["Fn::GetStackOutput"]["StackName"] == "Recovery"


def test_every_table_has_a_replica_with_a_key_of_its_region(templates: dict[str, Template]) -> None:
    # CV-8, CV-16
    tables = of_type(templates["Data"], "AWS::DynamoDB::GlobalTable")

    assert len(tables) == 4
    for table in tables:
        by_region = {replica["Region"]: replica for replica in table["Replicas"]}
        assert set(by_region) == {"eu-west-1", "eu-central-1"}
        assert comes_from_recovery(by_region["eu-central-1"]["SSESpecification"]["KMSMasterKeyId"])
        for replica in by_region.values():
            assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
            assert replica["DeletionProtectionEnabled"]


def test_every_new_file_is_copied_within_a_quarter_of_an_hour(templates: dict[str, Template]) -> None:
    # CV-9, CV-16
    (replicated,) = (
        bucket["ReplicationConfiguration"]
        for bucket in of_type(templates["Storage"], "AWS::S3::Bucket")
        if "ReplicationConfiguration" in bucket
    )
    (rule,) = replicated["Rules"]

    assert (rule["Status"], rule["Filter"]) == ("Enabled", {"Prefix": ""})
    assert rule["Destination"]["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}
    assert rule["Destination"]["Metrics"]["Status"] == "Enabled"
    assert comes_from_recovery(rule["Destination"]["Bucket"])
    assert comes_from_recovery(rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"])


def test_every_night_s_backup_is_copied_and_restored_for_a_test(templates: dict[str, Template]) -> None:
    # CV-8, CV-16
    data = templates["Data"]
    (plan,) = of_type(data, "AWS::Backup::BackupPlan")
    (rule,) = plan["BackupPlan"]["BackupPlanRule"]
    (copy,) = rule["CopyActions"]

    assert comes_from_recovery(copy["DestinationBackupVaultArn"])
    assert len(of_type(data, "AWS::Backup::BackupSelection")) == 4
    (tested,) = of_type(data, "AWS::Backup::RestoreTestingSelection")
    assert tested["ProtectedResourceType"] == "DynamoDB"


def test_development_keeps_everything_in_one_region() -> None:
    config, made = STAGES["dev"], app()
    security = SecurityStack(made, "Security", config=config, env=HOME)
    shared: dict[str, Any] = {"config": config, "keys": security.keys, "recovery": None, "env": HOME}
    DataStack(made, "Data", alerts=security.alerts, **shared)
    data = made.synth().get_stack_by_name("Data").template

    for table in of_type(data, "AWS::DynamoDB::GlobalTable"):
        assert [replica["Region"] for replica in table["Replicas"]] == ["eu-west-1"]


def failover(names: Names | None = None) -> Template:
    config, made = STAGES["prod"], app()
    if names is not None:
        config = replace(config, names=names)
    api = HttpApi(cdk.Stack(made, "Api", env=HOME), "Api", authorizer=Authorizer.iam())
    FailoverStack(made, "Failover", config=config, api=api, api_region="eu-west-1", env=environment(REGION))
    return made.synth().get_stack_by_name("Failover").template


def alarms_of_health(template: Template) -> list[dict[str, Any]]:
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    return [alarm for alarm in alarms if alarm.get("Namespace") == "AWS/Route53"]


def test_the_api_is_asked_for_its_health_and_somebody_hears_of_it() -> None:  # CV-16
    template = failover()
    (check,) = of_type(template, "AWS::Route53::HealthCheck")
    asked = check["HealthCheckConfig"]

    assert asked["ResourcePath"] == CHECK_HEALTH.path
    assert CHECK_HEALTH.public
    assert (asked["Type"], asked["SearchString"]) == ("HTTPS_STR_MATCH", '"ok"')
    assert ".execute-api.eu-west-1.amazonaws.com" in str(asked["FullyQualifiedDomainName"])
    (alarm,) = alarms_of_health(template)
    assert alarm["AlarmActions"]
    assert of_type(template, "AWS::Route53::RecordSet") == []


def test_with_names_of_one_s_own_users_are_led_to_the_region_that_answers() -> None:  # CV-16
    template = failover(
        Names(
            public="api.example.com",
            primary="eu-west-1.api.example.com",
            standby="eu-central-1.api.example.com",
            zone="example.com",
            zone_id="Z0123456789EXAMPLE",
        )
    )
    records = {record["Failover"]: record for record in of_type(template, "AWS::Route53::RecordSet")}

    assert set(records) == {"PRIMARY", "SECONDARY"}
    assert {record["Name"] for record in records.values()} == {"api.example.com"}
    assert records["SECONDARY"]["ResourceRecords"] == ["eu-central-1.api.example.com"]
    assert len(alarms_of_health(template)) == 2


def test_names_are_read_from_the_command_line() -> None:
    words = "api.example.com, a.example.com, b.example.com, example.com, Z1"
    config = Config.of(cdk.App(context={"names": words}))

    assert config.names == Names("api.example.com", "a.example.com", "b.example.com", "example.com", "Z1")
    with pytest.raises(ArgumentError, match=r"names is 'api.example.com'.*the public name"):
        Config.of(cdk.App(context={"names": "api.example.com"}))
