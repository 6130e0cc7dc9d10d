"""Answers the API's operations on files."""

from vault.application import application
from vault.files.library import (
    change_file,
    download_file,
    get_file,
    get_thumbnail,
    list_files,
    restore_file,
    trash_file,
)
from vault.files.uploads import abort_upload, begin_upload, complete_upload, sign_parts
from vault.operations import files as operations

handler = application(
    {
        operations.BEGIN_UPLOAD: begin_upload,
        operations.SIGN_PARTS: sign_parts,
        operations.COMPLETE_UPLOAD: complete_upload,
        operations.ABORT_UPLOAD: abort_upload,
        operations.LIST_FILES: list_files,
        operations.GET_FILE: get_file,
        operations.CHANGE_FILE: change_file,
        operations.DOWNLOAD_FILE: download_file,
        operations.GET_THUMBNAIL: get_thumbnail,
        operations.TRASH_FILE: trash_file,
        operations.RESTORE_FILE: restore_file,
    }
)
