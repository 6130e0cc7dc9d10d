"""What stands between viewers anywhere and an application in its region."""

from cloud_constructs.edge._domain import Domain
from cloud_constructs.edge._domain_certificate import DomainCertificate
from cloud_constructs.edge._origin_secret import OriginSecret
from cloud_constructs.edge._site import Site
from cloud_constructs.edge._site_domain import SiteDomain
from cloud_constructs.edge._web_distribution import WebDistribution

__all__ = ["Domain", "DomainCertificate", "OriginSecret", "Site", "SiteDomain", "WebDistribution"]
