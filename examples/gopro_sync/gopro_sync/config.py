"""What a deployment may choose: the settings of each stage, and the context keys that change one of them.

`-c stage=dev|staging|prod` chooses the stage; without it, production is meant. Protections are
nobody's choice.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import aws_cdk as cdk
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from cloud_constructs import Mode, SettingError, StageProfile, settings_of

MIB = 1024 * 1024
MIN_PART_SIZE, MAX_PART_SIZE = 5 * MIB, 128 * MIB
LOG_RETENTION_DAYS = 30
MINUTES_APART = 30
PROVIDERS = ("gopro", "google-drive")
MODES = {"map": Mode.map(), "distributed": Mode.distributed()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one deployment.

    Args:
        profile: How long things are kept, whether data outlive the stack, and whether anybody is woken.
        vpc: Whether the functions stand in a network of their own.
        chaos: Whether there are experiments that break things on purpose.
        providers: The libraries that are copied; each night they begin half an hour apart.
        mode: How the work is spread: `map`, or `distributed` for libraries of 10,000 items and more.
        concurrency: How many media are copied at once.
        part_size_bytes: Larger media are uploaded in parts of that size, from 5 to 128 MiB.
        operators: Who is told by e-mail.
        runbook: Where docs/runbooks/alarms.md is published, so that each alarm leads to its chapter.
        hour: When the first provider's sync begins.
        time_zone: Where that hour is: a place, so that daylight saving time is followed.

    Raises:
        SettingError: A value cannot work.
    """

    profile: StageProfile
    vpc: bool
    chaos: bool
    providers: tuple[str, ...] = ("gopro",)
    mode: str = "map"
    concurrency: int = 5
    part_size_bytes: int = 16 * MIB
    operators: tuple[str, ...] = ("operators@example.com",)
    runbook: str | None = None
    hour: int = 2
    time_zone: cdk.TimeZone = cdk.TimeZone.EUROPE_PARIS

    def __post_init__(self) -> None:
        for provider in self.providers or ("",):
            _one_of("providers", provider, PROVIDERS)
        if len(set(self.providers)) < len(self.providers):
            raise SettingError("providers", ",".join(self.providers), "each provider once")
        _one_of("mode", self.mode, MODES)
        _between("concurrency", self.concurrency, 1, self.spread.max_concurrency)
        _between("part_size_bytes", self.part_size_bytes, MIN_PART_SIZE, MAX_PART_SIZE)
        _between("hour", self.hour, 0, 23)

    @classmethod
    def of(cls, scope: Construct) -> "Config":
        """Return the settings of the stage that the context names, with what the context changes in them.

        Raises:
            StackError: There is no such stage; the message lists those that there are.
            ArgumentError: A key is no setting, or its value cannot work; the message says what can.
        """
        return settings_of(scope, STAGES)

    @property
    def spread(self) -> Mode:
        """How the work is spread, as `SyncPipeline` takes it."""
        return MODES[self.mode]

    def schedule(self, provider: str) -> scheduler.ScheduleExpression:
        """Return when a provider's sync begins: all at once would contend for the same network."""
        hours, minute = divmod(self.providers.index(provider) * MINUTES_APART, 60)
        return scheduler.ScheduleExpression.cron(
            minute=str(minute), hour=str((self.hour + hours) % 24), time_zone=self.time_zone
        )


def _one_of(key: str, value: str, choices: Collection[str]) -> None:
    if value not in choices:
        raise SettingError(key, value, f"one of {', '.join(choices)}")


def _between(key: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise SettingError(key, value, f"a whole number from {low} to {high}")


def _stage(name: str, *, vpc: bool, chaos: bool) -> Config:
    # Whoever looks into a failure looks back over the same month, in whatever stage.
    profile = replace(StageProfile.named(name), log_retention_days=LOG_RETENTION_DAYS)
    return Config(profile=profile, vpc=vpc, chaos=chaos)


STAGES = {
    # A network costs more than all the rest, and what it adds is not what is developed.
    "dev": _stage("dev", vpc=False, chaos=True),
    # The rehearsal: a missing endpoint or a closed port shows here, before it stops production.
    "staging": _stage("staging", vpc=True, chaos=True),
    "prod": _stage("prod", vpc=True, chaos=False),
}
