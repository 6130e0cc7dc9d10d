"""APIs that know their callers."""

from cloud_constructs.api._api_route import ApiRoute
from cloud_constructs.api._authorizer import Authorizer
from cloud_constructs.api._custom_domain import CustomDomain, Truststore
from cloud_constructs.api._http_api import HttpApi
from cloud_constructs.api._limits import Cors, Throttle
from cloud_constructs.api._mapping_templates import MappingTemplates
from cloud_constructs.api._rest_api import RestApi
from cloud_constructs.api._usage_plan import Quota, QuotaPeriod, UsagePlan

__all__ = [
    "ApiRoute",
    "Authorizer",
    "Cors",
    "CustomDomain",
    "HttpApi",
    "MappingTemplates",
    "Quota",
    "QuotaPeriod",
    "RestApi",
    "Throttle",
    "Truststore",
    "UsagePlan",
]
