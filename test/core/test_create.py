import pytest
from aws_cdk import aws_sqs as sqs
from harness import new_stack, only, template_of

from cloud_constructs.core import create


def test_an_unknown_property_is_refused_instead_of_ignored() -> None:
    with pytest.raises(TypeError, match="Queue has no property visibility"):
        create(sqs.Queue, sqs.QueueProps, new_stack(), "Queue", visibility=1)


def test_the_result_is_the_typed_construct() -> None:
    stack = new_stack()
    made = create(sqs.Queue, sqs.QueueProps, stack, "Queue", fifo=True, queue_name=None)

    assert isinstance(made, sqs.Queue)
    assert made.fifo is True
    assert only(template_of(stack), "AWS::SQS::Queue") == {"FifoQueue": True}
