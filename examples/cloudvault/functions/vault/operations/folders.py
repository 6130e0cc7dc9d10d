"""Folders: make, look up, rename, move, and delete with all that is in them."""

from vault.models.folders import Folder, FolderChange, FolderDetails, FolderPage, FoldersWanted, NewFolder
from vault.operations.operation import Operation

FOLDERS, FOLDER = "/api/folders", "/api/folders/{folder_id}"
FUNCTION = "folders"

CREATE_FOLDER = Operation(
    name="CreateFolder",
    function=FUNCTION,
    method="POST",
    path=FOLDERS,
    request=NewFolder,
    response=Folder,
    status=201,
)
LIST_FOLDERS = Operation(
    name="ListFolders",
    function=FUNCTION,
    method="GET",
    path=FOLDERS,
    query=FoldersWanted,
    response=FolderPage,
)
GET_FOLDER = Operation(name="GetFolder", function=FUNCTION, method="GET", path=FOLDER, response=FolderDetails)
CHANGE_FOLDER = Operation(
    name="ChangeFolder", function=FUNCTION, method="PATCH", path=FOLDER, request=FolderChange, response=Folder
)
# Accepted, and not yet done: what is in the folder goes to the trash in its own time.
DELETE_FOLDER = Operation(name="DeleteFolder", function=FUNCTION, method="DELETE", path=FOLDER, status=202)

OPERATIONS = (CREATE_FOLDER, LIST_FOLDERS, GET_FOLDER, CHANGE_FOLDER, DELETE_FOLDER)
