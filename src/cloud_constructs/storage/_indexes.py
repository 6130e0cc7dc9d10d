"""Other ways to look items up than by the keys of their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aws_cdk import aws_dynamodb as dynamodb

if TYPE_CHECKING:
    from cloud_constructs.core import Check
    from cloud_constructs.storage._capacity import Capacity

Key = dynamodb.Attribute | Sequence[dynamodb.Attribute]

NAME = r"[\w.-]{3,255}"
NAME_EXPECTED = "3 to 255 letters, digits, '_', '-' and '.'"
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
MOST_INDEXES = 20
MOST_KEY_ATTRIBUTES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """A second way to look items up: a global secondary index.

    Args:
        name: The index's name.
        partition_key: The attribute that is looked up, or up to four that are looked up together.
        sort_key: The attribute that orders what is found, or up to four in the order of their weight.
        projection: Which attributes the index holds; all of them unless told otherwise.
        attributes: What the index holds beside the keys; in place of `projection`.
        capacity: How the index is paid for; by default as its table.
    """

    name: str
    partition_key: Key
    sort_key: Key | None = None
    projection: dynamodb.ProjectionType = dynamodb.ProjectionType.ALL
    attributes: Sequence[str] = ()
    capacity: Capacity | None = None

    def key_attributes(self) -> list[dynamodb.Attribute]:
        """Return the attributes by which the index finds items."""
        return [*_several(self.partition_key), *_several(self.sort_key)]

    def check(self, check: Check, capacity: Capacity) -> None:
        """Raise if no table with that capacity can have the index."""
        check.matches("an index's name", self.name, NAME, NAME_EXPECTED)
        check.between(
            f"the number of partition keys of {self.name}",
            len(_several(self.partition_key)),
            1,
            MOST_KEY_ATTRIBUTES,
        )
        check.between(
            f"the number of sort keys of {self.name}", len(_several(self.sort_key)), 0, MOST_KEY_ATTRIBUTES
        )
        check.require(
            not self.attributes or self.projection is dynamodb.ProjectionType.ALL,
            f"{self.name} has attributes and a projection",
            "give one of the two",
        )
        if self.capacity is not None:
            self.capacity.check(check)
            check.require(
                self.capacity.is_on_demand == capacity.is_on_demand,
                f"{self.name} is paid for in another way than its table",
                "give both capacities on demand, or both auto-scaled",
            )

    def as_cdk(self) -> dynamodb.GlobalSecondaryIndexPropsV2:
        """Return the index as CDK takes it."""
        included = list(self.attributes) or None
        return dynamodb.GlobalSecondaryIndexPropsV2(
            index_name=self.name,
            projection_type=dynamodb.ProjectionType.INCLUDE if included else self.projection,
            non_key_attributes=included,
            **_keys("partition_key", self.partition_key),
            **_keys("sort_key", self.sort_key),
            **(self.capacity.of_index() if self.capacity else {}),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VectorIndex:
    """A way to find the items that are nearest to a vector.

    Args:
        name: The index's name.
        attribute: The attribute with the vector.
        dimensions: How many numbers the vector has, from 1 to 4,096.
        distance: How nearness is measured.
        filters: Attributes that a search can be narrowed by.
    """

    name: str
    attribute: str
    dimensions: int
    distance: Literal["COSINE", "DOT_PRODUCT", "EUCLIDEAN"] = "COSINE"
    filters: Sequence[str] = ()

    def check(self, check: Check) -> None:
        """Raise if no table can have the index."""
        check.matches("an index's name", self.name, NAME, NAME_EXPECTED)
        check.between(f"dimensions of {self.name}", self.dimensions, 1, 4096)
        check.one_of(f"distance of {self.name}", self.distance, ("COSINE", "DOT_PRODUCT", "EUCLIDEAN"))

    def as_cdk(self) -> dynamodb.CfnGlobalTable.VectorIndexProperty:
        """Return the index as CDK takes it."""
        of_table = dynamodb.CfnGlobalTable
        filters = [
            of_table.SearchSchemaElementProperty(
                attribute_name=name, search_schema_element_type="INLINE_FILTER"
            )
            for name in self.filters
        ]
        return of_table.VectorIndexProperty(
            index_name=self.name,
            vector_attribute=of_table.VectorAttributeProperty(attribute_name=self.attribute),
            dimensions=self.dimensions,
            distance_function=self.distance,
            projection=of_table.ProjectionProperty(projection_type="ALL"),
            search_schema=filters or None,
        )


def check_indexes(
    check: Check,
    keys: Sequence[dynamodb.Attribute],
    indexes: Sequence[Index],
    vector_indexes: Sequence[VectorIndex],
    capacity: Capacity,
) -> None:
    """Raise unless a table with these keys can have all of these indexes."""
    names = [index.name for index in (*indexes, *vector_indexes)]
    check.require(len(set(names)) == len(names), "two indexes share a name", "name each index once")
    check.between("the number of indexes", len(indexes), 0, MOST_INDEXES)
    types = {key.name: key.type for key in keys}
    for index in indexes:
        index.check(check, capacity)
        for attribute in index.key_attributes():
            known = types.setdefault(attribute.name, attribute.type)
            check.require(
                known is attribute.type,
                f"{attribute.name} is {known.value} in one key and {attribute.type.value} in another",
                "give an attribute one type",
            )
    for vector_index in vector_indexes:
        vector_index.check(check)


def _several(key: Key | None) -> list[dynamodb.Attribute]:
    if key is None:
        return []
    return [key] if isinstance(key, dynamodb.Attribute) else list(key)


def _keys(name: str, key: Key | None) -> dict[str, dynamodb.Attribute | list[dynamodb.Attribute] | None]:
    """Return one attribute under CDK's singular, several under its plural."""
    if key is None or isinstance(key, dynamodb.Attribute):
        return {name: key}
    return {f"{name}s": list(key)}
