"""What users do all day, each at their own pace: look more than they change, and read more than they write.

`scenario.py load` runs it. Each user is one of Cognito's, with files of their own.
"""

import secrets
from typing import TYPE_CHECKING, Any, cast

from locust import HttpUser, between, task
from vault_client import Deployment, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import Response

SIZE = 64 * 1024
KIND = "text/plain"
FIRST_FILES = 3
SHARE_SECONDS = 3600


class Person(HttpUser):
    """Somebody with an account and a few files."""

    wait_time = between(0.1, 0.5)
    # Locust insists on one; each request names its own.
    host = "http://127.0.0.1"

    def on_start(self) -> None:
        """Make the account, and the first files."""
        deployment = Deployment.connect()
        self.root = f"{deployment.api_url}/api"
        session = sign_up(deployment, f"load-{secrets.token_hex(6)}@example.com")
        self.headers = {"authorization": f"Bearer {session.id_token}"}
        self.files: list[str] = []
        for _ in range(FIRST_FILES):
            self.upload()

    @task(10)
    def look_around(self) -> None:
        """List the files."""
        self._ask("list files", "GET", "/files")

    @task(3)
    def search(self) -> None:
        """Find files by the beginning of their names."""
        self._ask("search files", "GET", "/files", params={"search": "notes"})

    @task(3)
    def upload(self) -> None:
        """Send a small file, and wait until it has been read."""
        body = {"name": f"notes-{secrets.token_hex(6)}.txt", "size": SIZE, "content_type": KIND}
        begun = self._ask("begin an upload", "POST", "/files", json=body)
        put = begun["put"]
        self.client.put(put["url"], data=b"n" * SIZE, headers=put["headers"], name="send it to S3")
        file_id: str = begun["file"]["file_id"]
        while self._ask("ask for its state", "GET", f"/files/{file_id}")["state"] == "uploading":
            self.wait()
        self.files.append(file_id)

    @task(5)
    def download(self) -> None:
        """Fetch a file."""
        found = self._ask("begin a download", "GET", f"/files/{secrets.choice(self.files)}/download")
        self.client.get(found["url"], name="fetch it from S3")

    @task(2)
    def rename(self) -> None:
        """Give a file another name."""
        body = {"name": f"notes-{secrets.token_hex(6)}.txt"}
        self._ask("rename a file", "PATCH", f"/files/{secrets.choice(self.files)}", json=body)

    @task(1)
    def trash_and_restore(self) -> None:
        """Lose a file, and find it again."""
        file_id = secrets.choice(self.files)
        self._ask("trash a file", "DELETE", f"/files/{file_id}")
        self._ask("restore it", "POST", f"/files/{file_id}/restore")

    @task(1)
    def arrange(self) -> None:
        """Make a folder, and put a file into it."""
        folder = self._ask("make a folder", "POST", "/folders", json={"name": secrets.token_hex(6)})
        change = {"folder_id": folder["folder_id"]}
        self._ask("move a file", "PATCH", f"/files/{secrets.choice(self.files)}", json=change)

    @task(1)
    def share(self) -> None:
        """Give a link away, open it as a stranger would, and take it back."""
        body = {"file_id": secrets.choice(self.files), "expires_in": SHARE_SECONDS}
        made = self._ask("make a link", "POST", "/shares", json=body)
        self.client.post(f"{self.root}/shares/open", json={"token": made["token"]}, name="open the link")
        self._ask("revoke it", "DELETE", f"/shares/{made['share']['share_id']}")

    def _ask(self, name: str, method: str, path: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        url = f"{self.root}{path}"
        # Locust's types are half known.
        ask = cast("Callable[..., Response]", self.client.request)  # pyright: ignore[reportUnknownMemberType]
        answer = ask(method, url, headers=self.headers, name=name, **options)
        # A refusal is counted by Locust, and what follows from it is not done.
        answer.raise_for_status()
        return answer.json() if answer.content else {}
