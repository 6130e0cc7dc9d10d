"""Where the data are, from the outputs of the stacks."""

from dataclasses import dataclass
from typing import Any

TABLES = ("Users", "Nodes", "Shares", "Activity")


@dataclass(frozen=True, slots=True)
class Places:
    """The names of the tables and of the bucket."""

    tables: dict[str, str]
    """By what they hold."""
    bucket: str

    @classmethod
    def of(cls, cloudformation: Any) -> "Places":  # noqa: ANN401
        """Return where a deployment keeps its data."""
        outputs: dict[str, str] = {}
        for stack in ("CloudVaultData", "CloudVaultStorage"):
            (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
            outputs |= {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", ())}
        tables = {name.lower(): outputs[f"{name}Table"] for name in TABLES}
        return cls(tables=tables, bucket=outputs["FilesBucket"])
