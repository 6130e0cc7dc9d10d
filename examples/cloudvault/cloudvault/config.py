"""What a deployment may choose: the settings of each stage, and the context keys that change one of them.

`-c stage=dev|staging|prod` chooses the stage; without it, production is meant. Protections are
nobody's choice.
"""

from dataclasses import dataclass, fields

from constructs import Construct

from cloud_constructs import Countries, MandatoryTags, SettingError, StageProfile, settings_of

GIB = 1024**3
EMBARGOED = ("CU", "IR", "KP")
"""Where US law lets hardly anybody serve, and it binds whoever uses AWS: Cuba, Iran and North Korea."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the API, where two regions serve it.

    Args:
        public: The one that users know.
        primary: The one under which the first region alone answers.
        standby: The one under which the second region alone answers.
        zone: The hosted zone of the public name.
        zone_id: Its id.
    """

    public: str
    primary: str
    standby: str
    zone: str
    zone_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one deployment.

    Args:
        profile: How long things are kept, whether data outlive their stack, and whether anybody is woken.
        vpc: Whether functions that need AWS alone stand in a network of their own.
        zones: The zones of that network, two or more; by default the region's a, b and c.
        provisioned: Whether tables have provisioned capacity that scales, instead of being paid on demand.
        canary: Whether callers of the API move to a new version one in ten first, under the eyes of alarms.
        recovery_region: Where files and tables are copied; `None` without copies.
        countries: Where requests may come from.
        names: The names of the API, where two regions serve it; `None` without names of one's own.
        quota_bytes: How many bytes a user may keep.
        requests_per_day: How often a user may call the API each day.
        monthly_budget: In USD.
        bucket_bytes: How large the bucket may grow before somebody is told.
        operators: Who is told by e-mail of what can wait for the morning.
        on_call: Who is told at any hour.
        runbook: Where docs/runbooks/alarms.md is published, so that each alarm leads to its chapter.
        sender: The address that users get e-mail from.
        owner: The tag `Owner`.
        cost_center: The tag `CostCenter`.
        watched: Whether the account has GuardDuty, Security Hub, Access Analyzer and AWS Config already.
        tag_policy_target: The root, unit or account of an organisation that is held to the tags; `None` where
            this is not deployed from its management account.

    Raises:
        SettingError: A value cannot work.
    """

    profile: StageProfile
    vpc: bool
    provisioned: bool
    canary: bool
    recovery_region: str | None
    countries: Countries = Countries.all_but(*EMBARGOED)  # noqa: RUF009 (it is frozen)
    zones: tuple[str, ...] = ()
    names: Names | None = None
    quota_bytes: int = 50 * GIB
    requests_per_day: int = 50_000
    monthly_budget: int = 100
    bucket_bytes: int = 10_000 * GIB
    operators: tuple[str, ...] = ("operators@example.com",)
    on_call: tuple[str, ...] = ("on-call@example.com",)
    runbook: str | None = None
    sender: str = "no-reply@example.com"
    owner: str = "storage"
    cost_center: str = "cloudvault"
    watched: bool = False
    tag_policy_target: str | None = None

    def __post_init__(self) -> None:
        for key in ("quota_bytes", "bucket_bytes", "requests_per_day", "monthly_budget"):
            if getattr(self, key) <= 0:
                raise SettingError(key, getattr(self, key), "more than 0")

    @property
    def tags(self) -> MandatoryTags:
        """What every resource carries."""
        return MandatoryTags(
            environment=self.profile.name,
            project="cloudvault",
            owner=self.owner,
            cost_center=self.cost_center,
        )

    @property
    def sender_domain(self) -> str:
        """The domain that SES has to know."""
        return self.sender.partition("@")[2]

    @classmethod
    def of(cls, scope: Construct) -> "Config":
        """Return the settings of the stage that the context names, with what the context changes in them.

        Raises:
            StackError: There is no such stage; the message lists those that there are.
            ArgumentError: A key is no setting, or its value cannot work; the message says what can.
        """
        return settings_of(scope, STAGES, readers=READERS)


def _words(value: object) -> list[str]:
    return [word.strip() for word in str(value).split(",")]


def _names(key: str, value: object) -> Names:
    given = _words(value)
    if len(given) != len(fields(Names)):
        raise SettingError(key, value, "the public name, that of each region, the zone and its id")
    return Names(*given)


def _countries(key: str, value: object) -> Countries:
    which, _, codes = str(value).partition(":")
    chosen = {"only": Countries.only, "all-but": Countries.all_but}.get(which)
    if chosen is None or not codes:
        raise SettingError(key, value, "only:DE,FR or all-but:CU,KP")
    return chosen(*_words(codes))


READERS = {"names": _names, "countries": _countries}
"""How those settings are read from a command line that are no word, number or switch."""

STAGES = {
    # A network and a second region cost more than all the rest, and are not what is developed.
    "dev": Config(
        profile=StageProfile.named("dev"),
        vpc=False,
        provisioned=False,
        canary=False,
        recovery_region=None,
        monthly_budget=70,
    ),
    # The rehearsal: what production has, at the smallest size.
    "staging": Config(
        profile=StageProfile.named("staging"),
        vpc=True,
        provisioned=False,
        canary=True,
        recovery_region="eu-central-1",
        monthly_budget=150,
    ),
    "prod": Config(
        profile=StageProfile.named("prod"),
        vpc=True,
        provisioned=True,
        canary=True,
        recovery_region="eu-central-1",
        monthly_budget=400,
    ),
}
