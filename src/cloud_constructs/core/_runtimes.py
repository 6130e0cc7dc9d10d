"""How long AWS supports each Lambda runtime."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple


class Lifetime(NamedTuple):
    """The two days that end a runtime, as ISO dates."""

    deprecated: str
    """From when on AWS no longer patches it."""
    create_block: str | None
    """From when on nobody can create functions on it, if AWS has said so."""

    def days_left(self, today: date) -> int:
        """Return for how many days AWS still patches the runtime."""
        return (date.fromisoformat(self.deprecated) - today).days

    def refuses_functions(self, today: date) -> bool:
        """Tell whether AWS refuses to create functions on the runtime."""
        return self.create_block is not None and today >= date.fromisoformat(self.create_block)


# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as cfn-lint 1.58.0 has it; a test
# compares. What is newer than the table has no end yet.
RUNTIMES: Final = {
    "dotnet10": Lifetime("2028-11-14", "2028-12-14"),
    "dotnet6": Lifetime("2024-12-20", "2027-02-01"),
    "dotnet8": Lifetime("2026-11-10", "2027-02-01"),
    "dotnet9": Lifetime("2026-11-10", None),
    "dotnetcore1.0": Lifetime("2019-06-27", "2019-06-30"),
    "dotnetcore2.0": Lifetime("2019-05-30", "2019-04-30"),
    "dotnetcore2.1": Lifetime("2022-01-05", "2022-01-05"),
    "dotnetcore3.1": Lifetime("2023-04-03", "2023-04-03"),
    "go1.x": Lifetime("2024-01-08", "2024-02-08"),
    "java11": Lifetime("2027-06-30", "2027-07-31"),
    "java17": Lifetime("2027-06-30", "2027-07-31"),
    "java21": Lifetime("2029-06-30", "2029-07-31"),
    "java25": Lifetime("2029-06-30", "2029-07-31"),
    "java8": Lifetime("2024-01-08", "2024-02-08"),
    "java8.al2": Lifetime("2027-06-30", "2027-07-31"),
    "nodejs": Lifetime("2016-08-30", "2016-09-30"),
    "nodejs10.x": Lifetime("2021-07-30", "2021-07-30"),
    "nodejs12.x": Lifetime("2023-03-31", "2023-03-31"),
    "nodejs14.x": Lifetime("2023-12-04", "2024-01-09"),
    "nodejs16.x": Lifetime("2024-06-12", "2027-02-01"),
    "nodejs18.x": Lifetime("2025-09-01", "2027-02-01"),
    "nodejs20.x": Lifetime("2026-04-30", "2027-02-01"),
    "nodejs22.x": Lifetime("2027-04-30", "2027-06-01"),
    "nodejs24.x": Lifetime("2028-04-30", "2028-06-01"),
    "nodejs4.3": Lifetime("2020-03-05", "2020-02-03"),
    "nodejs4.3-edge": Lifetime("2020-03-05", "2019-03-31"),
    "nodejs6.10": Lifetime("2019-08-12", "2019-07-12"),
    "nodejs8.10": Lifetime("2020-03-06", "2020-02-04"),
    "provided": Lifetime("2024-01-08", "2024-02-08"),
    "provided.al2": Lifetime("2026-07-31", "2027-02-01"),
    "provided.al2023": Lifetime("2029-06-30", "2029-07-31"),
    "python2.7": Lifetime("2021-07-15", "2021-07-15"),
    "python3.10": Lifetime("2026-10-31", "2027-02-01"),
    "python3.11": Lifetime("2027-06-30", "2027-07-31"),
    "python3.12": Lifetime("2028-10-31", "2028-11-30"),
    "python3.13": Lifetime("2029-06-30", "2029-07-31"),
    "python3.14": Lifetime("2029-06-30", "2029-07-31"),
    "python3.6": Lifetime("2022-07-18", "2022-07-18"),
    "python3.7": Lifetime("2023-12-04", "2024-01-09"),
    "python3.8": Lifetime("2024-10-14", "2027-02-01"),
    "python3.9": Lifetime("2025-12-15", "2027-02-01"),
    "ruby2.5": Lifetime("2021-07-30", "2021-07-30"),
    "ruby2.7": Lifetime("2023-12-07", "2024-01-09"),
    "ruby3.2": Lifetime("2026-03-31", "2027-02-01"),
    "ruby3.3": Lifetime("2027-03-31", "2027-04-30"),
    "ruby3.4": Lifetime("2028-03-31", "2028-04-30"),
    "ruby4.0": Lifetime("2029-03-31", "2029-04-30"),
}
