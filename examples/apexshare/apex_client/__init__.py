"""A client of ApexShare: what trials, tests and smoke tests drive it with."""

from apex_client.api import Api, ApiError
from apex_client.deployment import Deployment
from apex_client.mailbox import link_in, mails_to
from apex_client.session import Trainer, invite, new_trainer
from apex_client.uploads import upload

__all__ = [
    "Api",
    "ApiError",
    "Deployment",
    "Trainer",
    "invite",
    "link_in",
    "mails_to",
    "new_trainer",
    "upload",
]
