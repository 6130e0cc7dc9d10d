"""A user, what they do, and what must not be lost of it."""

from datetime import timedelta
from typing import Any

from botocore.exceptions import ClientError
from vault import nodes
from vault.caller import Caller
from vault.cleanup import clean_up
from vault.files.items import existing, object_key
from vault.files.leaving import dismiss
from vault.files.library import change_file, restore_file, trash_file
from vault.files.processing import process
from vault.files.uploads import abort_upload, begin_upload, complete_upload
from vault.folders.deletion import delete_folder, empty_folder
from vault.folders.tree import change_folder, create_folder
from vault.models.base import ROOT
from vault.models.files import CompletedUpload, FileChange, FileState, NewFile, UploadedPart
from vault.models.folders import FolderChange, NewFolder
from vault.moments import new_id, now
from vault.settings import client, setting

PICTURE = "image/png"
SOON, LATER = timedelta(days=2), timedelta(days=40)
"""When uploads are given up and deletions ended, and when the trash is emptied."""


class World:
    """One user with files and folders.

    What is done may be refused, as everything that a user asks may be; `Killed` goes through.
    """

    def __init__(self) -> None:
        self.caller = Caller(user_id=new_id(), email="ada@example.com", groups=frozenset())
        self.owner = self.caller.user_id
        self.files: list[str] = []
        self.folders: list[str] = [ROOT]
        self.contents: dict[str, bytes] = {}
        """Of every file that an upload was begun for."""
        self.kept: set[str] = set()
        """The files whose content has arrived, and which their user has not given up."""

    def begin(self, name: str, folder_id: str, content: bytes, kind: str = "text/plain") -> str:
        """Begin an upload."""
        request = NewFile(name=name, folder_id=folder_id, size=len(content), content_type=kind)
        file_id = begin_upload(self.caller, request).file.file_id
        self.files.append(file_id)
        self.contents[file_id] = content
        return file_id

    def send(self, file_id: str, content: bytes | None = None) -> None:
        """Send the content of an upload, by default what was announced; S3 takes it once."""
        if file_id not in self.contents:
            return
        item = nodes.find(self.owner, file_id, nodes.FILE) or {}
        content = self.contents[file_id] if content is None else content
        place: dict[str, Any] = {"Bucket": setting("FILES_BUCKET"), "Key": object_key(self.owner, file_id)}
        try:
            if "upload_id" in item:
                self._send_part(place, file_id, item["upload_id"], content)
            else:
                client("s3").put_object(**place, Body=content, IfNoneMatch="*")
        except ClientError:
            return
        state = item.get("file_state")
        if state == FileState.UPLOADING and content == self.contents[file_id]:
            self.kept.add(file_id)

    def upload(self, name: str, folder_id: str, content: bytes) -> None:
        """Upload a file from its beginning to its end."""
        file_id = self.begin(name, folder_id, content)
        self.send(file_id)
        self.hear(file_id)

    def hear(self, file_id: str) -> None:
        """Let the processor hear of a file, once more or for the first time."""
        process(self.owner, file_id)

    def abort(self, file_id: str) -> None:
        """Give up an upload."""
        item = nodes.find(self.owner, file_id, nodes.FILE)
        if item and item["file_state"] == FileState.UPLOADING:
            self.kept.discard(file_id)
        abort_upload(self.caller, file_id)

    def change(self, file_id: str, name: str, folder_id: str) -> None:
        """Rename or move a file."""
        change_file(self.caller, file_id, FileChange(name=name, folder_id=folder_id))

    def trash(self, file_id: str) -> None:
        """Put a file into the trash."""
        trash_file(self.caller, file_id)

    def restore(self, file_id: str) -> None:
        """Bring a file back."""
        restore_file(self.caller, file_id)

    def make(self, name: str, parent_id: str = ROOT) -> str:
        """Make a folder."""
        folder_id = create_folder(self.caller, NewFolder(name=name, parent_id=parent_id)).folder_id
        self.folders.append(folder_id)
        return folder_id

    def move(self, folder_id: str, name: str, parent_id: str) -> None:
        """Rename or move a folder."""
        change_folder(self.caller, folder_id, FolderChange(name=name, parent_id=parent_id))

    def delete(self, folder_id: str) -> None:
        """Begin to delete a folder."""
        delete_folder(self.caller, folder_id)

    def empty(self, folder_id: str) -> None:
        """Let the remover hear of a folder, whether it is being deleted or not."""
        empty_folder(self.owner, folder_id, lambda: True)

    def purge(self, file_id: str) -> None:
        """Remove a file of the trash for good, as the clean-up does."""
        self.kept.discard(file_id)
        dismiss(existing(self.owner, file_id, FileState.TRASHED))

    def empty_trash(self) -> None:
        """Let the days pass after which trash is removed."""
        for file_id in self.files:
            item = nodes.find(self.owner, file_id, nodes.FILE)
            if item and item["file_state"] == FileState.TRASHED:
                self.kept.discard(file_id)
        clean_up(now() + LATER, lambda: True)

    def recover(self) -> None:
        """Let all events come again, and what is due be ended."""
        for file_id in self.files:
            self.hear(file_id)
        while clean_up(now() + SOON, lambda: True):
            pass

    def _send_part(self, place: dict[str, Any], file_id: str, upload_id: str, content: bytes) -> None:
        part = client("s3").upload_part(**place, UploadId=upload_id, PartNumber=1, Body=content)
        parts = [UploadedPart(part_number=1, etag=part["ETag"])]
        complete_upload(self.caller, file_id, CompletedUpload(parts=parts))
