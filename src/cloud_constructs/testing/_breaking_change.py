"""A change of an API that breaks its clients, found in the OpenAPI documents before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.testing._schema_change import Json, Part, misfits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def assert_no_breaking_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Fail when clients of an API as its old OpenAPI document tells it would break on the new one.

    What clients send must still be taken, what they read must still be there: a path, method, status or field
    of an answer may not go, a field or parameter of a request may not become required or narrower, a field of
    an answer not optional or wider. What is new is let through.

    Args:
        old: The document that clients know, such as the one of the last release.
        new: The document of now.

    Raises:
        AssertionError: The message has every break with its place.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import ApiRoute, Authorizer, EnhancedLambda, HttpApi
        from cloud_constructs.testing import assert_no_breaking_change

        stack = cdk.Stack(cdk.App(), "Shop")
        api = HttpApi(stack, "Api", authorizer=Authorizer.iam())
        orders = EnhancedLambda(stack, "Orders", entry="functions/checkout")
        released = api.openapi()  # in a real test: json.loads(Path("openapi.json").read_text())
        ApiRoute(stack, "GetOrder", api=api, method="GET", path="/orders/{id}", handler=orders)
        assert_no_breaking_change(released, api.openapi())
        ```
    """
    __tracebackhide__ = True
    before, after = dict(old), dict(new)
    breaks = [
        problem
        for path, item in before["paths"].items()
        for method, operation in item.items()
        for problem in _broken(
            f"{method.upper()} {path}",
            Part(before, operation),
            Part(after, after["paths"].get(path, {}).get(method, {})),
        )
    ]
    if breaks:
        raise AssertionError("the API breaks its clients\n  " + "\n  ".join(breaks))


def _broken(place: str, old: Part, new: Part) -> Iterator[str]:
    if not new.schema:
        yield f"{place} is gone"
        return
    for misfit in [*_parameters(place, old, new), *_body(place, old, new)]:
        yield f"{misfit} is no longer taken"
    yield from _answers(place, old, new)


def _parameters(place: str, old: Part, new: Part) -> Iterator[str]:
    known = {(each["name"], each["in"]): each for each in old.schema.get("parameters", [])}
    for parameter in new.schema.get("parameters", []):
        where = f"{place}: {parameter['in']} parameter {parameter['name']}"
        before = known.get((parameter["name"], parameter["in"]))
        if parameter.get("required") and not (before and before.get("required")):
            yield f"{where}: a request without it"
        if before is not None:
            yield from misfits(where, old.part(before.get("schema")), new.part(parameter.get("schema")))


def _body(place: str, old: Part, new: Part) -> Iterator[str]:
    before, after = old.schema.get("requestBody"), new.schema.get("requestBody")
    if after is None:
        return
    if after.get("required") and not (before and before.get("required")):
        yield f"{place}: a request without a body"
    taken = _contents(new, after)
    for kind, schema in _contents(old, before or {}).items():
        if kind in taken:
            yield from misfits(f"{place}: body", schema, taken[kind])
        else:
            yield f"{place}: a body as {kind}"


def _answers(place: str, old: Part, new: Part) -> Iterator[str]:
    for status, known in old.schema["responses"].items():
        where = f"{place}: answer {status}"
        answer = new.schema["responses"].get(status)
        if answer is None:
            yield f"{where} is gone"
            continue
        given = _contents(new, answer)
        for kind, schema in _contents(old, known).items():
            if kind not in given:
                yield f"{where} as {kind} is gone"
                continue
            for misfit in misfits(where, given[kind], schema, answer=True):
                yield f"{misfit} is new"


def _contents(of: Part, holder: Json) -> dict[str, Part]:
    """Return the schemas of a body or an answer by their media types."""
    content = of.part(holder).resolved().schema.get("content", {})
    return {kind: of.part(media.get("schema")) for kind, media in content.items()}
