"""Whether the deployment answers."""

from vault.models.health import Health
from vault.operations.operation import Operation

CHECK_HEALTH = Operation(
    name="CheckHealth",
    function="health",
    method="GET",
    path="/api/health",
    response=Health,
    public="Health checks of Route 53 carry no token, and the answer says nothing but that there is one",
)

OPERATIONS = (CHECK_HEALTH,)
