"""Whether the deployment answers."""

from vault.models.health import Health
from vault.operations.operation import Operation

CHECK_HEALTH = Operation(
    name="CheckHealth",
    function="health",
    method="GET",
    path="/api/health",
    response=Health,
    # Route 53 asks each region for itself.
    is_open=True,
    public="Health checks of Route 53 carry no token, and the answer says nothing but that there is one",
)

OPERATIONS = (CHECK_HEALTH,)
