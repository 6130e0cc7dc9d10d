import pytest
from harness import DEFAULTS, new_stack, resources, template_of

from cloud_constructs import ArgumentError, MandatoryTags

TAGS = MandatoryTags(environment="dev", project="shop", owner="web", cost_center="4711")


def test_every_taggable_resource_carries_all_four() -> None:
    stack = new_stack()
    DEFAULTS["WorkQueue"](stack)
    TAGS.apply(stack)

    queues = resources(template_of(stack), "AWS::SQS::Queue")
    assert queues
    for queue in queues.values():
        tags = {tag["Key"]: tag["Value"] for tag in queue["Properties"]["Tags"]}
        assert tags == {"Environment": "dev", "Project": "shop", "Owner": "web", "CostCenter": "4711"}


@pytest.mark.parametrize("owner", ["", "x" * 257])
def test_a_value_that_aws_refuses_is_refused(owner: str) -> None:
    with pytest.raises(ArgumentError, match="MandatoryTags: Owner is"):
        MandatoryTags(environment="dev", project="shop", owner=owner, cost_center="4711")
