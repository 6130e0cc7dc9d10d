"""Requests, as the contract's models have them."""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from apex.problems import invalid

Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], data: object) -> Model:
    """Return what a client says.

    Raises:
        Problem: It is against the contract; the answer says where, and repeats nothing of it.
    """
    try:
        # Strict about JSON, in which a number is no text.
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        where = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in wrong[:5])
        raise invalid(where) from error
