"""APIs that know their callers."""

from cloud_constructs.api._api_route import ApiRoute
from cloud_constructs.api._authorizer import Authorizer
from cloud_constructs.api._http_api import HttpApi
from cloud_constructs.api._limits import Cors, Throttle
from cloud_constructs.api._rest_api import RestApi

__all__ = ["ApiRoute", "Authorizer", "Cors", "HttpApi", "RestApi", "Throttle"]
