"""What a REST API is given as a model: everything that the model's schema accepts passes, faults do not."""

from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest
from api.orders import NewOrder, Order, Tree
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs.api._draft4 import DRAFT_4
from cloud_constructs.api._request_checks import schema_of

ORDER: dict[str, Any] = {
    "kind": "order",
    "lines": [{"article": "A-1", "count": 3}],
    "size": "small",
    "discount": 0.5,
    "labels": {"gift": "yes"},
    "wanted": "2026-12-24",
    "place": [1.5, 2.5],
}
NEW_ORDER = jsonschema_rs.Draft4Validator(schema_of(NewOrder))
PLACES = [("kind",), ("lines",), ("lines", 0), ("lines", 0, "article"), ("lines", 0, "count"), ("size",)]
PLACES += [("discount",), ("labels",), ("labels", "gift"), ("wanted",), ("place",), ("place", 0), ("more",)]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 200) | st.floats(-1, 2) | st.text("Aa-1", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["article", "a"]), inner),
    max_leaves=4,
)


def changed(place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    order: Any = deepcopy(ORDER)
    *way, last = place
    inner = order
    for step in way:
        inner = inner[step]
    inner[last] = value
    return order


def test_an_order_passes() -> None:
    assert NEW_ORDER.is_valid(ORDER)
    assert schema_of(NewOrder)["$schema"] == DRAFT_4


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("kind",), "offer"),  # const
        (("lines",), []),  # minItems
        (("lines", 0, "article"), "a 1"),  # pattern, behind a reference
        (("lines", 0, "count"), 0),  # an exclusive bound
        (("size",), "huge"),  # an enumeration, behind a reference, beside null
        (("discount",), 1),  # an exclusive bound
        (("labels", "gift"), 1),  # the schema of other members
        (("place",), [1.5]),  # minItems of a tuple
        (("place", 1), "east"),  # a position of a tuple
        (("more",), 1),  # members that the model forbids
    ],
    ids=lambda value: str(value),
)
def test_a_fault_is_refused(place: tuple[str | int, ...], value: object) -> None:
    assert not NEW_ORDER.is_valid(changed(place, value))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(PLACES), JSON)
def test_whatever_the_models_own_schema_accepts_passes(place: tuple[str | int, ...], value: object) -> None:
    order = changed(place, value)
    own = jsonschema_rs.Draft202012Validator(NewOrder.model_json_schema())

    if own.is_valid(order):
        assert NEW_ORDER.is_valid(order)


def test_bounds_of_both_kinds_give_the_tighter_one() -> None:
    from cloud_constructs.api._draft4 import draft4

    both = draft4({"minimum": 3, "exclusiveMinimum": 5, "maximum": 7, "exclusiveMaximum": 9})
    validator = jsonschema_rs.Draft4Validator(both)
    assert [number for number in range(12) if validator.is_valid(number)] == [6, 7]


def test_a_model_within_itself_is_followed() -> None:
    validator = jsonschema_rs.Draft4Validator(schema_of(Tree))

    assert validator.is_valid({"name": "root", "children": [{"name": "leaf"}]})
    assert not validator.is_valid({"name": "root", "children": [{"name": 1}]})


def test_a_property_may_be_called_like_a_keyword() -> None:
    from pydantic import create_model

    named = create_model("Named", required=(int, ...), properties=(str, ...))
    validator = jsonschema_rs.Draft4Validator(schema_of(named))

    assert validator.is_valid({"required": 1, "properties": "p"})
    assert not validator.is_valid({"required": "1", "properties": "p"})


def test_an_inherited_field_is_required() -> None:
    assert set(schema_of(Order)["required"]) == {"id", "lines"}
