"""What is said of folders."""

from typing import Annotated

from pydantic import Field

from vault.models.base import ROOT, Answer, Cursor, FolderId, Identifier, Moment, Name, Query, Request


class NewFolder(Request):
    """A folder that somebody wants to have."""

    name: Name
    parent_id: FolderId = ROOT


class Folder(Answer):
    """A folder."""

    folder_id: Identifier
    parent_id: FolderId
    name: Name
    created_at: Moment
    updated_at: Moment


class FolderStep(Answer):
    """A folder that another one is in."""

    folder_id: Identifier
    name: Name


class FolderDetails(Answer):
    """A folder, and where it is."""

    folder: Folder
    path: list[FolderStep] = Field(description="From the outermost folder to the one that it is in")


class FolderChange(Request):
    """Another name, another place, or both."""

    name: Name | None = None
    parent_id: FolderId | None = None


class FoldersWanted(Query):
    """In which folder."""

    parent_id: FolderId = ROOT
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class FolderPage(Answer):
    """Some folders, and where the next ones begin."""

    folders: list[Folder]
    cursor: Cursor | None = None
