import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from harness import default_template, function, only, resources, statements, synth

from cloud_constructs import AlertTopic, WorkQueue


def queues(template: dict) -> dict[str, dict]:
    return {id: body["Properties"] for id, body in resources(template, "AWS::SQS::Queue").items()}


def test_a_message_that_fails_three_times_becomes_a_dead_letter() -> None:
    made = queues(default_template("WorkQueue"))
    (dead_letters,) = (id for id in made if "DeadLetters" in id)
    (queue,) = (body for id, body in made.items() if id != dead_letters)

    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": [dead_letters, "Arn"]}
    assert made[dead_letters]["MessageRetentionPeriod"] == 14 * 86_400


def test_a_fifo_queue_has_fifo_dead_letters() -> None:
    made = queues(synth(lambda stack: WorkQueue(stack, "Queue", fifo=True)))

    assert [queue["FifoQueue"] for queue in made.values()] == [True, True]


def test_nobody_sends_without_tls() -> None:
    for policy in resources(default_template("WorkQueue"), "AWS::SQS::QueuePolicy").values():
        (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_grants_are_narrow() -> None:
    def build(stack: cdk.Stack) -> None:
        queue = WorkQueue(stack, "Queue")
        queue.grant_send(function(stack, "Sender"))
        queue.grant_consume(function(stack, "Consumer"))
        queue.dead_letters.grant_redrive(function(stack, "Operator"))

    template = synth(build)
    assert [s["Action"] for s in statements(template, "SenderRoleGranted")][1:] == ["sqs:SendMessage"]
    (consume,) = statements(template, "ConsumerRoleGranted")[1:]
    assert "sqs:DeleteMessage" in consume["Action"]
    assert "sqs:SendMessage" not in consume["Action"]
    (redrive,) = statements(template, "OperatorRoleGranted")[1:]
    assert "DeadLetters" in str(redrive["Resource"])


def test_only_alarms_of_this_account_publish() -> None:
    """GS-11: the policy is limited to CloudWatch; workflows publish by their own grant."""
    template = default_template("AlertTopic")
    allowed = [
        statement
        for policy in resources(template, "AWS::SNS::TopicPolicy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]

    (statement,) = allowed
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


def test_an_alert_that_cannot_be_delivered_is_kept() -> None:
    subscription = only(default_template("AlertTopic"), "AWS::SNS::Subscription")

    assert "Undelivered" in str(subscription["RedrivePolicy"]["deadLetterTargetArn"])


def test_a_topic_without_subscribers_has_no_queue() -> None:
    assert resources(synth(lambda stack: AlertTopic(stack, "Topic")), "AWS::SQS::Queue") == {}


def test_a_role_of_ones_own_can_be_granted_too() -> None:
    def build(stack: cdk.Stack) -> None:
        plain = lambda_.Function(
            stack,
            "Plain",
            code=lambda_.Code.from_inline("def handler(event, context): ..."),
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_14,
        )
        AlertTopic(stack, "Topic").grant_publish(plain)

    actions = [statement["Action"] for statement in statements(synth(build), "PlainServiceRoleDefaultPolicy")]
    assert "sns:Publish" in actions


def test_a_service_publishes_on_behalf_of_this_account_alone() -> None:
    def build(stack: cdk.Stack) -> None:
        topic = AlertTopic(stack, "Topic")
        topic.allow_publish("budgets.amazonaws.com")
        topic.allow_publish("budgets.amazonaws.com")

    template = synth(build)
    made = only(template, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    (budgets,) = (s for s in made if s["Principal"] == {"Service": "budgets.amazonaws.com"})
    assert budgets["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    key = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    (use,) = (s for s in key if s["Principal"] == {"Service": "budgets.amazonaws.com"})
    assert use["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_every_subscriber_has_a_place_for_what_does_not_arrive() -> None:
    template = default_template("AlertTopic with every kind of subscriber")
    made = [body["Properties"] for body in resources(template, "AWS::SNS::Subscription").values()]

    assert {subscription["Protocol"] for subscription in made} == {"https", "sqs", "lambda"}
    assert all("Undelivered" in str(subscription["RedrivePolicy"]) for subscription in made)


def test_a_subscribed_queue_takes_messages_of_this_topic_alone() -> None:
    template = default_template("AlertTopic with every kind of subscriber")
    (topic,) = resources(template, "AWS::SNS::Topic")
    allowed = [
        statement
        for id, policy in resources(template, "AWS::SQS::QueuePolicy").items()
        if id.startswith("LedgerPolicy")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]

    (statement,) = allowed
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Ref": topic}},
        "StringEquals": {"aws:SourceAccount": "123456789012"},
    }


def test_a_subscribed_function_is_called_by_this_topic_alone() -> None:
    template = default_template("AlertTopic with every kind of subscriber")
    (topic,) = resources(template, "AWS::SNS::Topic")

    assert only(template, "AWS::Lambda::Permission")["SourceArn"] == {"Ref": topic}
