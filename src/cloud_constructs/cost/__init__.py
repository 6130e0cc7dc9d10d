"""What an app may cost, and who is told before it costs more."""

from cloud_constructs.cost._cost_guard import CostGuard

__all__ = ["CostGuard"]
