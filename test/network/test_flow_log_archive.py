import re

from harness import default_template, only, resources

from cloud_constructs.network._flow_table import FIELDS, QUERIES

NAME = "FlowLogArchive"


def test_flows_arrive_as_parquet_by_the_hour() -> None:
    template = default_template(NAME)
    (archived,) = (
        body["Properties"]
        for body in resources(template, "AWS::EC2::FlowLog").values()
        if body["Properties"]["LogDestinationType"] == "s3"
    )

    assert archived["DestinationOptions"] == {
        "FileFormat": "parquet",
        "HiveCompatiblePartitions": True,
        "PerHourPartition": True,
    }
    assert (archived["TrafficType"], archived["MaxAggregationInterval"]) == ("ALL", 60)
    assert re.findall(r"\$\{([a-z-]+)\}", archived["LogFormat"]) == list(FIELDS)


def test_only_the_delivery_of_this_accounts_logs_writes_them() -> None:
    template = default_template(NAME)
    allowed = [
        statement
        for policy in resources(template, "AWS::S3::BucketPolicy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    ]

    assert [statement["Action"] for statement in allowed] == ["s3:PutObject", "s3:GetBucketAcl"]
    for statement in allowed:
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
        assert "aws:SourceArn" in statement["Condition"]["ArnLike"]
    key = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    assert any(s["Principal"] == {"Service": "delivery.logs.amazonaws.com"} for s in key)


def test_the_flow_log_waits_for_the_buckets_policy() -> None:
    made = resources(default_template(NAME), "AWS::EC2::FlowLog")
    (archived,) = (body for id, body in made.items() if id.startswith("Flows"))

    assert any("Policy" in id for id in archived["DependsOn"])


def test_the_table_finds_an_hour_where_the_flow_log_puts_it() -> None:
    properties = only(default_template(NAME), "AWS::Glue::Table")["TableInput"]
    parameters = properties["Parameters"]
    template = str(parameters["storage.location.template"])

    assert (
        "/network/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/"
        in template
    )
    assert "year=${year}/month=${month}/day=${day}/hour=${hour}" in template
    for partition in properties["PartitionKeys"]:
        assert parameters[f"projection.{partition['Name']}.type"] == "integer"
    assert {parameters[f"projection.{name}.digits"] for name in ("month", "day", "hour")} == {"2"}


def test_queries_name_columns_that_there_are() -> None:
    properties = only(default_template(NAME), "AWS::Glue::Table")["TableInput"]
    columns = {column["Name"] for column in properties["StorageDescriptor"]["Columns"]}
    columns |= {partition["Name"] for partition in properties["PartitionKeys"]}

    assert len(resources(default_template(NAME), "AWS::Athena::NamedQuery")) == len(QUERIES) == 3
    for sql in QUERIES.values():
        selected = re.findall(r"GROUP BY (.+?) ORDER", sql)[0].split(", ")
        conditions = re.findall(r"(\w+) (?:=|<>) ", sql)
        assert columns.issuperset(selected)
        assert columns.issuperset(conditions)


def test_answers_are_encrypted_whatever_a_client_asks_for() -> None:
    settings = only(default_template(NAME), "AWS::Athena::WorkGroup")["WorkGroupConfiguration"]

    assert settings["EnforceWorkGroupConfiguration"] is True
    encryption = settings["ResultConfiguration"]["EncryptionConfiguration"]
    assert encryption["EncryptionOption"] == "SSE_KMS"
