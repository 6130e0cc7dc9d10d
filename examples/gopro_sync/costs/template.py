"""What costs by being there, whether or not anything is copied, as the synthesised template has it."""

import aws_cdk as cdk
from gopro_sync import GoProSync

from cloud_constructs.cost import Charge, StandingCosts

NAT = "NAT gateways"


def standing_in(stage: str) -> tuple[Charge, ...]:
    """What is paid for by the month in a stage."""
    app = cdk.App(context={"stage": stage})
    # Prices are of that region; the account is AWS's own for documentation.
    GoProSync(app, "GoProSync", env=cdk.Environment(account="123456789012", region="eu-west-1"))
    costs = StandingCosts.of(app.synth().directory)
    if costs.not_priced:
        raise LookupError(f"no price for {', '.join(costs.not_priced)}")
    return costs.charges
