import pytest
from harness import new_stack

from cloud_constructs import ArgumentError, ConstructError, GuardrailError, StackError, WaiverError, WorkQueue


def test_the_message_has_the_path_the_problem_and_the_remedy() -> None:
    error = ConstructError("Shop/Orders", "max_receives is 0", "choose a value from 1 to 1000")

    assert str(error) == "Shop/Orders: max_receives is 0. To mend it: choose a value from 1 to 1000."
    assert (error.path, error.problem) == ("Shop/Orders", "max_receives is 0")


def test_a_construct_stands_for_its_path() -> None:
    queue = WorkQueue(new_stack(), "Orders")

    assert ConstructError(queue, "x", "y").path == "Test/Orders"


@pytest.mark.parametrize("kind", [ArgumentError, GuardrailError, StackError, WaiverError])
def test_every_error_is_a_construct_error_and_a_value_error(kind: type[ConstructError]) -> None:
    assert issubclass(kind, ConstructError)
    assert issubclass(kind, ValueError)
