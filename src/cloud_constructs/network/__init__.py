"""Networks that nothing enters unasked."""

from cloud_constructs.network._egress import Egress
from cloud_constructs.network._encryption_control import EncryptionControl, Passage
from cloud_constructs.network._endpoints import Endpoints
from cloud_constructs.network._network import Network
from cloud_constructs.network._secure_vpc import SecureVpc
from cloud_constructs.network._tier import Tier

__all__ = ["Egress", "EncryptionControl", "Endpoints", "Network", "Passage", "SecureVpc", "Tier"]
