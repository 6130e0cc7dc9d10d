"""E-mail: who sends it, and what it says."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import MailDomain, MailTemplate, Waiver

from .config import Config
from .security import SecurityStack

TEMPLATES = Path(__file__).parent.parent / "templates"
ONE_ADDRESS = Waiver(reason="The example owns no domain; who deploys it gives `domain`, and mail is signed")
READY = "Ready"


class EmailStack(cdk.Stack):
    """The sender, and the e-mail with the link."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        security.keys.operations.share_with(self)
        self.mail = MailDomain(
            self,
            "Mail",
            sender=config.sender,
            domain=ONE_ADDRESS,
            templates={
                READY: MailTemplate(
                    subject="Your video {{title}}",
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
