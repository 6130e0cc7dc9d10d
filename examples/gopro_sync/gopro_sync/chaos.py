"""What is broken on purpose, in dev and staging: experiments of AWS Fault Injection Service.

Each says what is expected to happen; docs/chaos.md has its twin that runs on a laptop.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import AlarmSet, ChaosExperiments, EncryptionKey, Fault, SecureVpc, SyncSteps

LOST = ("SyncItemsFailed", "SyncExecutionsFailed")
"""The alarms that end an experiment: something was lost for good. That steps fail is what it is about."""


def chaos(
    scope: Construct,
    *,
    steps: Sequence[SyncSteps],
    network: SecureVpc | None,
    alarms: AlarmSet,
    encryption_key: EncryptionKey,
) -> ChaosExperiments:
    """Make the experiments on functions, and those on the network if there is one."""
    return ChaosExperiments(
        scope,
        "Chaos",
        experiments={**on_functions(steps), **(on_network(network) if network else {})},
        stop_on=[alarm for name, alarm in alarms.alarms.items() if name.endswith(LOST)],
        encryption_key=encryption_key,
    )


def on_functions(steps: Sequence[SyncSteps]) -> dict[str, Fault]:
    """Return the faults that need no network."""
    authenticators = [each.authenticate for each in steps]
    listers = [each.list_items for each in steps]
    downloaders = [each.transfer for each in steps]
    return {
        "AuthenticatorFails": Fault.invocation_error(
            *authenticators, percentage=50, expect="AuthenticateProvider is tried again, and the run goes on"
        ),
        "ListerFails": Fault.invocation_error(
            *listers, percentage=50, expect="ListMedia is tried again, and the run goes on"
        ),
        "DownloaderFails": Fault.invocation_error(
            *downloaders, percentage=25, expect="Each item is tried up to four times, and hardly one is kept"
        ),
        "DownloaderIsSlow": Fault.invocation_delay(
            *downloaders, delay=cdk.Duration.seconds(60), expect="The run takes longer, and copies the same"
        ),
        "DownloaderTimesOut": Fault.invocation_delay(
            *downloaders,
            delay=cdk.Duration.minutes(15),
            percentage=10,
            expect="Items whose worker was cut off are tried again; nothing is copied twice",
        ),
    }


def on_network(network: SecureVpc) -> dict[str, Fault]:
    """Return the faults of the services behind the network: FIS has none for single calls to them."""
    return {
        "NoTracker": Fault.connectivity(
            network, scope="dynamodb", expect="Nothing is called copied that is not; the next run goes on"
        ),
        "NoBucket": Fault.connectivity(
            network, scope="s3", expect="No upload is left unfinished once S3 is back; items are tried again"
        ),
        "NoCredentials": Fault.endpoint(
            network, service="secretsmanager", expect="The run fails as a whole, and the operator is told"
        ),
        "NoProvider": Fault.connectivity(
            network, scope="vpc", expect="Transfers break off, and resume where they were"
        ),
    }
