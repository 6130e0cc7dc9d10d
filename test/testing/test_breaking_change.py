"""What breaks the clients of an API is found, what is merely new is not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest
from api.orders import Missing, NewOrder, Order, Page, Tree
from harness import function, http_api, new_stack
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs import ApiRoute
from cloud_constructs.testing import assert_no_breaking_change
from cloud_constructs.testing._schema_change import Part, misfits

Json = dict[str, Any]
FAST = settings(max_examples=400, deadline=None, derandomize=True, database=None)


def released() -> Json:
    stack = new_stack()
    api, handler = http_api(stack), function(stack)
    routes: list[Json] = [
        {"method": "POST", "path": "/orders", "request": NewOrder, "response": {201: Order}},
        {"method": "GET", "path": "/orders", "query": Page, "response": {200: Order, 404: Missing}},
        {"method": "PUT", "path": "/trees", "request": Tree, "response": Tree},
    ]
    for number, keywords in enumerate(routes):
        ApiRoute(stack, f"R{number}", api=api, handler=handler, **keywords)
    return api.openapi()


OLD = released()


def changed(place: str, value: Any) -> Json:
    """Return the released document with something else at a place; `None` takes it away."""
    new = deepcopy(OLD)
    *way, last = place.split(" ")
    inner: Any = new
    for step in way:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    if value is None:
        inner.pop(last)
    elif last == "+":
        inner.append(value)
    else:
        inner[last] = value
    return new


ORDER, NEW, LINE = ("components schemas " + name for name in ("Order", "NewOrder", "Line"))
REQUIRED = {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("paths /orders", None, "POST /orders is gone"),
        ("paths /orders get", None, "GET /orders is gone"),
        ("paths /orders get responses 404", None, "GET /orders: answer 404 is gone"),
        (
            "paths /orders get parameters +",
            REQUIRED,
            "query parameter page: a request without it is no longer",
        ),
        ("paths /orders get parameters 0 schema maximum", 50, "parameter limit: what breaks maximum 50"),
        (f"{NEW} required +", "size", "POST /orders: body: one without size is no longer taken"),
        (f"{NEW} properties kind const", "offer", "body.kind: 'order' is no longer taken"),
        (f"{NEW} properties labels", None, "body.labels is no longer taken"),
        (f"{LINE} properties count type", "string", r"body.lines\[\].count: integer is no longer taken"),
        (f"{LINE} properties article pattern", "^A", r"body.lines\[\].article: what breaks pattern \^A"),
        ("components schemas Size enum", ["small"], "body.size: Size is no longer taken"),
        (f"{NEW} properties size anyOf", [{"type": "null"}], "body.size: Size is no longer taken"),
        (f"{ORDER} properties labels", None, "POST /orders: answer 201: one without labels is new"),
        (f"{ORDER} required", ["id"], "answer 201: one without lines is new"),
        (f"{ORDER} properties id type", "integer", "answer 201.id: integer is new"),
        ("components schemas Size enum", ["small", "large", "huge"], "answer 201.size: Size is new"),
        (
            "components schemas Tree-Input properties name maxLength",
            9,
            "PUT /trees: body.name: what breaks maxLength 9",
        ),
    ],
)
def test_a_break_is_found(place: str, value: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_no_breaking_change(OLD, changed(place, value))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("paths /more", {"get": {"responses": {}}}),
        ("paths /orders get parameters +", {**REQUIRED, "required": False}),
        ("paths /orders get parameters 0 schema maximum", 200),
        (f"{NEW} properties note", {"type": "string"}),
        (f"{ORDER} properties note", {"type": "string"}),
        (f"{LINE} properties article maxLength", None),
        (f"{NEW} title", "An order"),
        ("info version", "2.0.0"),
    ],
)
def test_what_is_new_or_wider_is_let_through(place: str, value: Any) -> None:
    # Lines stand in answers too: without the order, the wider article breaks nobody.
    old = deepcopy(OLD)
    new = changed(place, value)
    if "Line" in place:
        for made in (old, new):
            made["components"]["schemas"]["Order"]["properties"].pop("lines")

    assert_no_breaking_change(old, new)


def test_nothing_breaks_when_nothing_changes() -> None:
    assert_no_breaking_change(OLD, deepcopy(OLD))


NUMBERS = st.integers(0, 4)
LEAVES = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"type": st.sampled_from(["integer", "number"])}, optional={"minimum": NUMBERS}),
    st.fixed_dictionaries({"type": st.just("integer")}, optional={"exclusiveMaximum": NUMBERS}),
    st.fixed_dictionaries({"type": st.just("string")}, optional={"minLength": NUMBERS, "maxLength": NUMBERS}),
    st.lists(st.sampled_from(["a", "bb", 1]), min_size=1, unique=True).map(lambda values: {"enum": values}),
    st.fixed_dictionaries({"type": st.sampled_from(["null", "boolean", ["string", "null"]])}),
)


def composed(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    fields = st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    return st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": fields},
            optional={
                "required": st.lists(st.sampled_from("ab"), unique=True),
                "additionalProperties": st.booleans() | inner,
            },
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"maxItems": NUMBERS}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=2)}),
    )


SCHEMAS = st.recursive(LEAVES, composed, max_leaves=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 5) | st.sampled_from(["", "a", "bb", "cccc"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=4,
)


@FAST
@given(SCHEMAS, SCHEMAS, JSON)
def test_without_a_misfit_whatever_fits_the_one_fits_the_other(one: Json, other: Json, value: Any) -> None:
    if not any(misfits("", Part({}, one), Part({}, other))) and jsonschema_rs.is_valid(one, value):
        assert jsonschema_rs.is_valid(other, value)


@FAST
@given(SCHEMAS, st.booleans())
def test_a_schema_fits_itself(schema: Json, answer: bool) -> None:
    assert list(misfits("", Part({}, schema), Part({}, deepcopy(schema)), answer=answer)) == []
