from aws_cdk.assertions import Annotations, Match
from constructs import Construct
from harness import new_stack

from cloud_constructs.core import deprecated, experimental


@experimental(since="0.1", because="its arguments will change")
class Trial(Construct):
    """A construct on trial."""


@deprecated(since="0.1", removal="1.0", use="Trial")
class Outgoing(Construct):
    """A construct that goes."""


def test_an_experimental_construct_warns_under_an_id_that_can_be_acknowledged() -> None:
    stack = new_stack()
    Trial(stack, "Trial")

    message = Match.string_like_regexp(r"experimental since 0\.1.*cloud-constructs:experimental\.Trial")
    Annotations.from_stack(stack).has_warning("/Test/Trial", message)


def test_a_deprecated_construct_names_its_successor() -> None:
    stack = new_stack()
    Outgoing(stack, "Outgoing")

    message = Match.string_like_regexp(r"removed in 1\.0: use Trial.*deprecated\.Outgoing")
    Annotations.from_stack(stack).has_warning("/Test/Outgoing", message)
