"""Answers the API's operations on folders."""

from vault.application import application
from vault.folders.deletion import delete_folder
from vault.folders.tree import change_folder, create_folder, get_folder, list_folders
from vault.operations import folders as operations

handler = application(
    {
        operations.CREATE_FOLDER: create_folder,
        operations.LIST_FOLDERS: list_folders,
        operations.GET_FOLDER: get_folder,
        operations.CHANGE_FOLDER: change_folder,
        operations.DELETE_FOLDER: delete_folder,
    }
)
