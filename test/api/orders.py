"""The models that the tests of requests, documents and contracts share."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - Pydantic reads it
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Line(BaseModel):
    article: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Z0-9-]+$")]
    count: Annotated[int, Field(gt=0, le=100)]


class NewOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["order"] = "order"
    lines: Annotated[list[Line], Field(min_length=1, max_length=20)]
    size: Size | None = None
    discount: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal(0)
    labels: dict[str, str] = {}
    wanted: date | None = None
    place: tuple[float, float] | None = None


class Order(NewOrder):
    id: str


class Page(BaseModel):
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: str


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class Missing(BaseModel):
    title: Literal["Not Found"]
    status: Literal[404]
