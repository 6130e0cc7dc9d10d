import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from harness import default_template, function, new_stack, only, resources, statements, synth, template_of

from cloud_constructs import EnhancedLambda, SecureVpc, Waiver, WorkQueue

FUNCTION = "AWS::Lambda::Function"


def test_it_runs_the_newest_python_on_arm_with_traces() -> None:
    body = only(default_template("EnhancedLambda"), FUNCTION)

    assert body["Runtime"] == "python3.14"
    assert body["Architectures"] == ["arm64"]
    assert body["TracingConfig"] == {"Mode": "Active"}
    assert (body["MemorySize"], body["Timeout"]) == (256, 30)


def test_its_logs_are_its_own_structured_and_encrypted() -> None:
    template = default_template("EnhancedLambda")
    (group_id,) = resources(template, "AWS::Logs::LogGroup")
    group = only(template, "AWS::Logs::LogGroup")

    assert group["RetentionInDays"] == 30
    assert "KmsKeyId" in group
    logging = only(template, FUNCTION)["LoggingConfig"]
    assert logging == {"LogFormat": "JSON", "LogGroup": {"Ref": group_id}}


def test_a_failed_event_is_kept_for_fourteen_days() -> None:
    """GS-12: a queue of failures per function, redriven after three receives."""
    template = default_template("EnhancedLambda")
    target = only(template, FUNCTION)["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"][0]
    failures = resources(template, "AWS::SQS::Queue")[target]["Properties"]

    assert failures["MessageRetentionPeriod"] == 14 * 86_400
    assert failures["RedrivePolicy"]["maxReceiveCount"] == 3


def test_the_function_waits_for_what_lambda_tests_at_creation() -> None:
    template = default_template("EnhancedLambda")
    (made,) = resources(template, FUNCTION).values()
    (policy,) = (id for id in template["Resources"] if id.startswith("FunctionRolePolicy"))

    assert policy in made["DependsOn"]
    allowed = [statement["Action"] for statement in statements(template, "FunctionRolePolicy")]
    assert "sqs:SendMessage" in allowed


def test_it_may_be_granted_what_refers_to_it() -> None:
    """A function that starts what invokes it: its grants must not be what it waits for."""

    def build(stack: cdk.Stack) -> None:
        one, two = function(stack, "One"), function(stack, "Two")
        one.grant_invoke(two)
        two.grant_invoke(one)

    template = synth(build)
    for body in resources(template, FUNCTION).values():
        assert not any("Granted" in id for id in body["DependsOn"])


def test_tracing_needs_a_policy_of_its_own() -> None:
    template = default_template("EnhancedLambda")

    (statement,) = statements(template, "FunctionRoleNoResourceLevel")
    assert statement["Resource"] == "*"
    assert statement["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_protections_go_off_only_in_writing() -> None:
    waiver = Waiver(reason="The function answers synchronous requests only")
    template = synth(lambda stack: function(stack, on_failure=waiver, tracing=waiver))

    body = only(template, FUNCTION)
    assert "DeadLetterConfig" not in body
    assert "TracingConfig" not in body
    assert resources(template, "AWS::SQS::Queue") == {}


def test_functions_can_share_a_queue_of_failures() -> None:
    def build(stack: cdk.Stack) -> None:
        failures = WorkQueue(stack, "Failures")
        for id in ("One", "Two"):
            function(stack, id, on_failure=failures)

    assert len(resources(synth(build), "AWS::SQS::Queue")) == 2


def test_in_a_vpc_only_https_leaves() -> None:
    """GS-3.3: the functions' group lets out 443 only."""
    template = default_template("EnhancedLambda in a VPC")
    group = next(
        body["Properties"]
        for id, body in resources(template, "AWS::EC2::SecurityGroup").items()
        if id.startswith("FunctionSecurityGroup")
    )

    assert [(rule["FromPort"], rule["ToPort"]) for rule in group["SecurityGroupEgress"]] == [(443, 443)]
    assert "SecurityGroupIngress" not in group
    (statement,) = statements(template, "FunctionRoleNoResourceLevel")
    assert "ec2:CreateNetworkInterface" in statement["Action"]


def test_plain_grants_take_the_construct_itself() -> None:
    stack = new_stack()
    made = function(stack)
    s3.Bucket(stack, "Bucket").grant_read(made)

    template = template_of(stack)
    assert resources(template, "AWS::IAM::Policy") == {}
    (statement,) = statements(template, "FunctionRoleGranted")
    assert "s3:GetObject*" in statement["Action"]


def test_everything_made_is_reachable() -> None:
    stack = new_stack()
    vpc = SecureVpc(stack, "Vpc")
    made = EnhancedLambda(stack, "Function", entry="test/fixtures/handler", vpc=vpc)

    assert made.function.node.path == "Test/Function/Resource"
    assert made.role.node.path == "Test/Function/Role/Resource"
    assert made.log_group.node.path == "Test/Function/Logs/Resource"
    assert made.failures
    assert made.failures.queue.node.path == "Test/Function/Failures/Resource"
    assert made.security_group
    assert made.timeout.to_seconds() == 30
