"""Networks that nothing enters unasked."""

from cloud_constructs.network._dns_firewall import DnsAction, DnsFirewall
from cloud_constructs.network._egress import Egress
from cloud_constructs.network._encryption_control import EncryptionControl, Passage
from cloud_constructs.network._endpoints import EndpointClients, Endpoints
from cloud_constructs.network._flow_log_archive import ArchiveBucket, FlowLogArchive
from cloud_constructs.network._network import Network
from cloud_constructs.network._network_acls import NetworkAcls
from cloud_constructs.network._secure_vpc import SecureVpc
from cloud_constructs.network._tier import Tier

__all__ = [
    "ArchiveBucket",
    "DnsAction",
    "DnsFirewall",
    "Egress",
    "EncryptionControl",
    "EndpointClients",
    "Endpoints",
    "FlowLogArchive",
    "Network",
    "NetworkAcls",
    "Passage",
    "SecureVpc",
    "Tier",
]
