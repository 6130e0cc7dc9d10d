import aws_cdk as cdk
import pytest
from aws_cdk import aws_scheduler as scheduler
from harness import (
    default_template,
    function,
    new_stack,
    only,
    pipeline,
    reconciliation,
    resources,
    statements,
    table,
    template_of,
)

from cloud_constructs import (
    AlertTopic,
    ArgumentError,
    SecureBucket,
    SyncPipeline,
    SyncSteps,
    Waiver,
)

NAME = "SyncPipeline"


def test_runs_are_logged_traced_and_encrypted() -> None:
    machine = only(default_template(NAME), "AWS::StepFunctions::StateMachine")

    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    assert machine["TracingConfiguration"] == {"Enabled": True}
    assert machine["EncryptionConfiguration"]["Type"] == "CUSTOMER_MANAGED_KMS_KEY"


def test_the_schedule_is_in_a_real_time_zone_with_its_own_dead_letters() -> None:  # GS-9
    stack = new_stack()
    paris = scheduler.ScheduleExpression.cron(minute="0", hour="2", time_zone=cdk.TimeZone.EUROPE_PARIS)
    pipeline(stack, schedule=paris)

    template = template_of(stack)
    schedule = only(template, "AWS::Scheduler::Schedule")
    assert schedule["ScheduleExpression"] == "cron(0 2 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Paris"
    assert schedule["Target"]["Input"] == '{"provider": "photos"}'
    assert "Missed" in str(schedule["Target"]["DeadLetterConfig"])
    assert "KmsKeyArn" in schedule


def test_the_state_machine_does_only_what_its_states_need() -> None:  # GS-3
    actions = [
        action
        for statement in statements(default_template(NAME), "PipelineRolePolicy")
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    ]

    assert set(actions) == {
        *("lambda:InvokeFunction", "dynamodb:UpdateItem", "sqs:SendMessage", "sns:Publish"),
        *("kms:Decrypt", "kms:GenerateDataKey"),
    }


@pytest.mark.parametrize("policy", ["ListRoleGranted", "TransferRoleGranted", "PipelineRolePolicy"])
def test_in_a_tracker_by_provider_only_the_own_rows_can_be_reached(policy: str) -> None:  # GS-3 GS-20
    template = default_template("SyncPipeline, one of several")

    reaching = [s for s in statements(template, policy) if "dynamodb:" in str(s["Action"])]
    assert reaching
    for statement in reaching:
        ((_, condition),) = statement["Condition"].items()
        assert condition == {"dynamodb:LeadingKeys": ["photos"]}


def test_the_steps_reach_the_objects_below_their_prefix_and_no_others() -> None:  # GS-3 GS-20
    stack = new_stack()
    pipeline(stack, prefix="photos/", reconciliation=reconciliation(stack))

    template = template_of(stack)
    reached = {
        step: {
            str(statement["Resource"])
            for statement in statements(template, f"{step}RoleGranted")
            if "Object" in str(statement["Action"]) and "Destination" in str(statement["Resource"])
        }
        for step in ("Transfer", "Compare", "Delete")
    }
    for objects in reached.values():
        assert objects
        assert all("/photos/*" in text or "/sync-reports/*" in text for text in objects)


def test_each_step_has_a_role_of_its_own_with_what_it_needs() -> None:  # GS-3
    template = default_template(NAME)
    roles = {
        str(body["Properties"]["Role"]) for body in resources(template, "AWS::Lambda::Function").values()
    }

    assert len(roles) == 3
    listing = str(statements(template, "ListRoleGranted"))
    assert "dynamodb:BatchGetItem" in listing
    assert "dynamodb:PutItem" not in listing
    assert "/manifests/*" in listing
    assert not [id for id in template["Resources"] if id.startswith("AuthenticateRoleGranted")]


def test_a_transfer_that_keeps_no_failures_is_refused() -> None:
    stack = new_stack()
    none = Waiver(reason="The caller looks at the answer itself")
    steps = SyncSteps(
        authenticate=function(stack, "A"),
        list_items=function(stack, "L"),
        transfer=function(stack, "T", on_failure=none),
    )

    with pytest.raises(ArgumentError, match="Test/Sync: transfer keeps no failures"):
        SyncPipeline(
            stack,
            "Sync",
            provider="photos",
            steps=steps,
            tracker=table(stack),
            destination=SecureBucket(stack, "B"),
            alerts=AlertTopic(stack, "T2"),
            schedule=scheduler.ScheduleExpression.rate(cdk.Duration.days(1)),
        )


def allowed(policy: str, name: str = NAME) -> dict[str, str]:
    """Return the resources, as text, by the actions that a policy of a default allows on them."""
    found: dict[str, str] = {}
    for statement in statements(default_template(name), policy):
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            found[action] = found.get(action, "") + str(statement["Resource"])
    return found


def test_a_run_may_start_its_own_state_machine_and_no_other() -> None:
    (ref,) = (id for id in default_template(NAME)["Resources"] if id.startswith("Pipeline8"))

    assert allowed("PipelineRoleGranted") == {"states:StartExecution": str({"Ref": ref})}


def test_a_distributed_run_may_look_after_its_own_executions_in_its_own_prefixes() -> None:
    granted = allowed("PipelineRoleGranted", "SyncPipeline, distributed")

    assert {action for action in granted if action.startswith("states:")} == {
        f"states:{action}Execution" for action in ("Start", "Describe", "Stop", "Redrive")
    } | {"states:ListMapRuns", "states:DescribeMapRun"}
    assert ":mapRun:" in granted["states:DescribeMapRun"]
    assert "/Transfer:*" in granted["states:RedriveExecution"]
    assert "/sync-results/*" in granted["s3:PutObject"]
    assert "/manifests/*" not in granted["s3:PutObject"]
    assert "Workspace" in granted["s3:PutObject"]
    assert "Destination" not in str(granted)


def test_the_function_that_compares_deletes_nothing() -> None:
    name = "SyncPipeline, distributed"

    assert "s3:DeleteObject" not in allowed("CompareRoleGranted", name)
    assert "/sync-reports/*" in allowed("CompareRoleGranted", name)["s3:PutObject"]
    assert "Destination" in allowed("DeleteRoleGranted", name)["s3:DeleteObject"]
    assert "s3:PutObject" not in allowed("DeleteRoleGranted", name)


def test_a_redrive_may_take_kept_items_try_them_and_go_on_with_a_run() -> None:
    granted = allowed("RedriveRoleGranted", "SyncPipeline, distributed")

    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage", "states:RedriveExecution"} <= granted.keys()
    assert "Transfer" in granted["lambda:InvokeFunction"]


def test_starting_a_run_by_hand_is_a_grant_of_its_own() -> None:
    stack = new_stack()
    pipeline(stack).grant_start(function(stack, "Button"))

    (statement,) = statements(template_of(stack), "ButtonRoleGranted")
    assert statement["Action"] == "states:StartExecution"


def test_the_schedule_may_begin_within_a_window() -> None:
    stack = new_stack()
    pipeline(stack, flexible_window=cdk.Duration.minutes(15))

    schedule = only(template_of(stack), "AWS::Scheduler::Schedule")
    assert schedule["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}


def test_what_an_event_could_not_start_is_kept_and_watched() -> None:
    stack = new_stack()
    made = pipeline(stack)
    trigger = made.start_on("Upload", {"source": ["aws.s3"]})

    template = template_of(stack)
    rule = only(template, "AWS::Events::Rule")
    (target,) = rule["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": stack.resolve(trigger.undelivered.queue_arn)}
    assert target["Input"] == '{"provider": "photos"}'
    policy = next(id for id in template["Resources"] if id.startswith("PipelineUploadMissedPolicy"))
    assert "events.amazonaws.com" in str(template["Resources"][policy])
    assert "PipelineUploadMissed" in [found.name for found in made.alarm_targets()]
