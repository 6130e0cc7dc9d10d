"""Keys, roles, secrets and what watches over an account."""

from cloud_constructs.security._encrypted_log_group import RETENTIONS, EncryptedLogGroup
from cloud_constructs.security._encryption_key import EncryptionKey
from cloud_constructs.security._rotating_secret import RotatingSecret, RotationFunction
from cloud_constructs.security._secure_user_pool import SecureUserPool
from cloud_constructs.security._service_role import ServiceRole
from cloud_constructs.security._waf_rules import Countries, ManagedRules, RateLimit
from cloud_constructs.security._web_acl import WebAcl

__all__ = [
    "RETENTIONS",
    "Countries",
    "EncryptedLogGroup",
    "EncryptionKey",
    "ManagedRules",
    "RateLimit",
    "RotatingSecret",
    "RotationFunction",
    "SecureUserPool",
    "ServiceRole",
    "WebAcl",
]
