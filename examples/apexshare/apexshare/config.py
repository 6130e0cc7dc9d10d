"""What a deployment may choose: the settings of each stage, and the context keys that change one of them.

`-c stage=dev|staging|prod` chooses the stage; without it, production is meant. Protections are
nobody's choice.
"""

from dataclasses import dataclass

from constructs import Construct

from cloud_constructs import MandatoryTags, SettingError, StageProfile, settings_of

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
        SettingError: A value cannot work.
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
                raise SettingError(key, getattr(self, key), f"a number from 1 to {most}")
        if self.sender is not None and "@" not in self.sender:
            raise SettingError("sender", self.sender, "an e-mail address")

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
            ArgumentError: A key is no setting, or its value cannot work; the message says what can.
        """
        return settings_of(scope, STAGES)


STAGES = {
    "dev": Config(profile=StageProfile.named("dev"), monthly_budget=60),
    "staging": Config(profile=StageProfile.named("staging")),
    "prod": Config(profile=StageProfile.named("prod")),
}
