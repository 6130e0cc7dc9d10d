"""What a user is told: a notification arrives."""

from vault_client import Api, inbox

from cloud_constructs.local.trials import Report, until

TITLE = "Größe matters — 東京"


def notifications(api: Api, report: Report, email: str) -> None:
    """Have oneself told, find the e-mail, and read the notification."""
    asked = api.post("/api/notifications", title=TITLE, text="Your files are safe.")
    arrived = until(
        "the notifier", lambda: [mail for mail in inbox(api.deployment, email) if mail["Subject"] == TITLE]
    )
    report.expect("a notification arrives", arrived[0]["Subject"], is_right=len(arrived) == 1)
    told = until(
        "the note that it was sent",
        lambda: [
            each
            for each in api.get("/api/notifications")["notifications"]
            if each["notification_id"] == asked["notification_id"] and each["state"] == "sent"
        ],
    )
    read = api.post(f"/api/notifications/{told[0]['notification_id']}/read")
    report.expect("it was read", read["read_at"], is_right=read["read_at"] is not None)
