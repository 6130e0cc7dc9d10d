"""What a deployment may choose: the settings of each stage, and the context keys that change one of them.

`-c stage=dev|staging|prod` chooses the stage; without it, production is meant. Protections are
nobody's choice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from constructs import Construct

from cloud_constructs import ArgumentError, MandatoryTags, StageProfile

GIB = 1024**3
# What an object may weigh: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
MOST_BYTES = 5 * 1024 * GIB
MOST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one deployment.

    Args:
        profile: How long things are kept, whether data outlive their stack, and whether anybody is woken.
        domain: The name under which trainers and students reach the app, such as `share.example.com`;
            `None` for the names that AWS generates.
        sender: The address that students get e-mail from; `None` for `no-reply@` and the domain.
        link_days: How long a link opens its video.
        video_days: How long a video and its records are kept.
        downloads_per_link: How often a link may be used.
        max_bytes: How large a video may be.
        monthly_budget: In USD.
        operators: Who is told by e-mail of what can wait for the morning.
        owner: The tag `Owner`.
        cost_center: The tag `CostCenter`.
        watched: Whether the account has a recorder of AWS Config already.

    Raises:
        ArgumentError: A value cannot work.
    """

    profile: StageProfile
    domain: str | None = None
    sender: str | None = None
    link_days: int = 7
    video_days: int = MOST_DAYS
    downloads_per_link: int = 20
    max_bytes: int = 20 * GIB
    monthly_budget: int = 75
    operators: tuple[str, ...] = ("operators@example.com",)
    owner: str = "coaching"
    cost_center: str = "apexshare"
    watched: bool = False

    def __post_init__(self) -> None:
        for key, most in {
            "link_days": self.video_days,
            "video_days": MOST_DAYS,
            "downloads_per_link": 1000,
            "max_bytes": MOST_BYTES,
            "monthly_budget": 1_000_000,
        }.items():
            if not 1 <= getattr(self, key) <= most:
                raise _error(key, str(getattr(self, key)), f"a number from 1 to {most}")
        if self.sender is not None and "@" not in self.sender:
            raise _error("sender", self.sender, "an e-mail address")

    @property
    def tags(self) -> MandatoryTags:
        """What every resource carries."""
        return MandatoryTags(
            environment=self.profile.name,
            project="apexshare",
            owner=self.owner,
            cost_center=self.cost_center,
        )

    @property
    def from_address(self) -> str:
        """The address that students get e-mail from."""
        return self.sender or f"no-reply@{self.domain or 'example.com'}"

    @property
    def origin(self) -> str:
        """Where the page comes from that asks the API; without a name of one's own it is not known before.

        Callers show a token that no browser sends by itself, so a foreign page gains nothing.
        """
        return f"https://{self.domain}" if self.domain else "*"

    @classmethod
    def of(cls, scope: Construct) -> "Config":
        """Return the settings of the stage that the context names, with what the context changes in them.

        Raises:
            StackError: There is no such stage; the message lists those that there are.
            ArgumentError: A context key has a value that cannot work; the message says which can.
        """
        given = {key: scope.node.try_get_context(key) for key in ("stage", *CONTEXT)}
        stage = StageProfile.named(str(given.pop("stage") or "prod"))
        changes = {key: CONTEXT[key](key, value) for key, value in given.items() if value is not None}
        return replace(STAGES[stage.name], **changes)


def _word(_key: str, value: object) -> str:
    return str(value)


def _words(_key: str, value: object) -> tuple[str, ...]:
    return tuple(word.strip() for word in str(value).split(","))


def _whole(key: str, value: object) -> int:
    text = str(value)
    if not text.isdecimal():
        raise _error(key, text, "a whole number")
    return int(text)


def _switch(key: str, value: object) -> bool:
    text = str(value)
    if text not in ("on", "off"):
        raise _error(key, text, "one of on, off")
    return text == "on"


CONTEXT: dict[str, Callable[[str, object], Any]] = {
    "domain": _word,
    "sender": _word,
    "link_days": _whole,
    "video_days": _whole,
    "downloads_per_link": _whole,
    "max_bytes": _whole,
    "monthly_budget": _whole,
    "operators": _words,
    "owner": _word,
    "cost_center": _word,
    "watched": _switch,
}
"""The context keys that change a setting, each with how it is read from a command line."""


def _error(key: str, value: str, remedy: str) -> ArgumentError:
    return ArgumentError("Config", f"{key} is {value!r}", f"give {remedy}, for example with `-c {key}=...`")


STAGES = {
    "dev": Config(profile=StageProfile.named("dev"), monthly_budget=60),
    "staging": Config(profile=StageProfile.named("staging")),
    "prod": Config(profile=StageProfile.named("prod")),
}
