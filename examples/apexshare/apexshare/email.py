"""E-mail: who sends it, and what it says."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_route53 as route53
from constructs import Construct

from cloud_constructs import Events, MailDomain, MailEvent, MailTemplate, Waiver

from .config import Config
from .security import SecurityStack

TEMPLATES = Path(__file__).parent.parent / "templates"
ONE_ADDRESS = Waiver(reason="The example owns no domain; who deploys it gives `domain`, and mail is signed")
READY = "Ready"
OUTCOMES = (
    MailEvent.DELIVERED,
    MailEvent.BOUNCED,
    MailEvent.COMPLAINED,
    MailEvent.REJECTED,
    MailEvent.RENDERING_FAILED,
)
"""What a trainer, or an operator, wants to know."""


class EmailStack(cdk.Stack):
    """The sender, the e-mail with the link, and the events of what becomes of it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        zone: route53.IHostedZone | None = None,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        security.keys.operations.share_with(self)
        self.mail = MailDomain(
            self,
            "Mail",
            sender=config.from_address,
            domain=config.domain or ONE_ADDRESS,
            zone=zone,
            templates={
                READY: MailTemplate(
                    subject="{{title}}: your video is ready",
                    text=TEMPLATES / "ready.txt",
                    html=TEMPLATES / "ready.html",
                )
            },
        )
        self.variables = {
            "SENDER": self.mail.sender,
            "CONFIGURATION_SET": self.mail.configuration_set_name,
            "TEMPLATE_READY": self.mail.template_names[READY],
        }
        self.told = Events.matching(self.mail.event_pattern(*OUTCOMES))
