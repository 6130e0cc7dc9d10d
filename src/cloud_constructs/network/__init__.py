"""Networks that nothing enters unasked."""

from cloud_constructs.network._egress import FUNCTION_ENDPOINTS, Egress
from cloud_constructs.network._secure_vpc import SecureVpc

__all__ = ["FUNCTION_ENDPOINTS", "Egress", "SecureVpc"]
