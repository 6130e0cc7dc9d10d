"""Files: upload in one piece or in parts, look up, change, download, trash and restore."""

from vault.models.files import (
    CompletedUpload,
    Download,
    File,
    FileChange,
    FilePage,
    FilesWanted,
    NewFile,
    NewUpload,
    PartsWanted,
    PartUrls,
)
from vault.operations.operation import Operation

FILES, FILE = "/api/files", "/api/files/{file_id}"
FUNCTION = "files"

BEGIN_UPLOAD = Operation(
    name="BeginUpload",
    function=FUNCTION,
    method="POST",
    path=FILES,
    request=NewFile,
    response=NewUpload,
    status=201,
)
SIGN_PARTS = Operation(
    name="SignParts",
    function=FUNCTION,
    method="POST",
    path=f"{FILE}/parts",
    request=PartsWanted,
    response=PartUrls,
)
COMPLETE_UPLOAD = Operation(
    name="CompleteUpload",
    function=FUNCTION,
    method="POST",
    path=f"{FILE}/complete",
    request=CompletedUpload,
    response=File,
)
ABORT_UPLOAD = Operation(
    name="AbortUpload", function=FUNCTION, method="POST", path=f"{FILE}/abort", status=204
)
LIST_FILES = Operation(
    name="ListFiles", function=FUNCTION, method="GET", path=FILES, query=FilesWanted, response=FilePage
)
GET_FILE = Operation(name="GetFile", function=FUNCTION, method="GET", path=FILE, response=File)
CHANGE_FILE = Operation(
    name="ChangeFile", function=FUNCTION, method="PATCH", path=FILE, request=FileChange, response=File
)
DOWNLOAD_FILE = Operation(
    name="DownloadFile", function=FUNCTION, method="GET", path=f"{FILE}/download", response=Download
)
GET_THUMBNAIL = Operation(
    name="GetThumbnail", function=FUNCTION, method="GET", path=f"{FILE}/thumbnail", response=Download
)
TRASH_FILE = Operation(name="TrashFile", function=FUNCTION, method="DELETE", path=FILE, status=204)
RESTORE_FILE = Operation(
    name="RestoreFile", function=FUNCTION, method="POST", path=f"{FILE}/restore", response=File
)

OPERATIONS = (
    BEGIN_UPLOAD,
    SIGN_PARTS,
    COMPLETE_UPLOAD,
    ABORT_UPLOAD,
    LIST_FILES,
    GET_FILE,
    CHANGE_FILE,
    DOWNLOAD_FILE,
    GET_THUMBNAIL,
    TRASH_FILE,
    RESTORE_FILE,
)
