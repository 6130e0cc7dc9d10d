"""What is done with files that are there: look up, change, download, trash and restore."""

from urllib.parse import quote

from vault import nodes
from vault.caller import Caller
from vault.cursors import read_cursor, write_cursor
from vault.files.items import as_file, existing, object_key, thumbnail_key
from vault.files.leaving import move_to_trash
from vault.models.files import Download, File, FileChange, FilePage, FileState, FilesWanted
from vault.moments import as_text, now
from vault.problems import conflict, not_found
from vault.settings import client, setting
from vault.tables import Item, Refused, together

SECONDS_TO_DOWNLOAD = 300
# What a browser may show; anything else is saved and never run on the bucket's origin.
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
BYTES = "application/octet-stream"


def list_files(caller: Caller, query: FilesWanted) -> FilePage:
    """Return a page of a folder, of a search, or of the trash."""
    owner = caller.user_id
    if query.search is not None:
        named = ("search_name", "node_id")
        after = read_cursor(query.cursor, *named, owner=owner)
        found, last = nodes.search(owner, query.search, limit=query.limit, after=after)
    else:
        folder = nodes.TRASH if query.trashed else query.folder_id
        named = ("sort_name", "node_id")
        after = read_cursor(query.cursor, *named, owner=owner, parent=f"{owner}#{folder}")
        found, last = nodes.children(owner, folder, kind=nodes.FILE, limit=query.limit, after=after)
    return FilePage(files=[as_file(item) for item in found], cursor=write_cursor(last, *named))


def get_file(caller: Caller, file_id: str) -> File:
    """Return a file."""
    return as_file(existing(caller.user_id, file_id))


def change_file(caller: Caller, file_id: str, request: FileChange) -> File:
    """Give a file another name, another folder, or both."""
    item = existing(caller.user_id, file_id, FileState.READY)
    name, folder_id = request.name or item["name"], request.folder_id or item["parent_id"]
    if (name, folder_id) == (item["name"], item["parent_id"]):
        return as_file(item)
    return _place(item, FileState.READY, folder_id, name)


def trash_file(caller: Caller, file_id: str) -> None:
    """Put a file into the trash, from where it can come back for some time; it still counts."""
    item = existing(caller.user_id, file_id, FileState.READY, FileState.TRASHED)
    if item["file_state"] == FileState.TRASHED:
        return
    try:
        move_to_trash(item)
    except Refused as refused:
        raise conflict("The file is being changed; try again.") from refused


def restore_file(caller: Caller, file_id: str) -> File:
    """Bring a file back from the trash, to its folder, or to the root if that is gone."""
    item = existing(caller.user_id, file_id, FileState.TRASHED)
    folder_id = item["parent_id"]
    if folder_id != nodes.ROOT and nodes.find_folder(caller.user_id, folder_id) is None:
        folder_id = nodes.ROOT
    return _place(item, FileState.TRASHED, folder_id, item["name"])


def download_file(caller: Caller, file_id: str) -> Download:
    """Return where a file's content is, for a few minutes."""
    return sign_download(existing(caller.user_id, file_id, FileState.READY))


def get_thumbnail(caller: Caller, file_id: str) -> Download:
    """Return where a file's thumbnail is, for a few minutes."""
    item = existing(caller.user_id, file_id, FileState.READY)
    if "thumbnail" not in item:
        raise not_found("thumbnail")
    return _signed(thumbnail_key(caller.user_id, file_id), "inline", "image/png")


def sign_download(item: Item) -> Download:
    """Return where an item's content is, saved under its name by browsers."""
    kind = item["content_type"] if item["content_type"] in SHOWN else BYTES
    disposition = f"attachment; filename*=UTF-8''{quote(item['name'], safe='')}"
    return _signed(object_key(item["owner"], item["node_id"]), disposition, kind)


def _signed(key: str, disposition: str, kind: str) -> Download:
    url = client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": setting("FILES_BUCKET"),
            "Key": key,
            "ResponseContentDisposition": disposition,
            "ResponseContentType": kind,
        },
        ExpiresIn=SECONDS_TO_DOWNLOAD,
    )
    return Download(url=url, expires_in=SECONDS_TO_DOWNLOAD)


def _place(item: Item, state: FileState, folder_id: str, name: str) -> File:
    """Put a file that is in a state into a folder under a name, and nowhere else."""
    owner, file_id = item["owner"], item["node_id"]
    moved = (name.casefold(), folder_id) != (item["name"].casefold(), item["parent_id"])
    leaves = moved and state == FileState.READY
    writes: list[Item] = [
        nodes.change(
            owner,
            file_id,
            "file_state = :state AND parent_id = :was_in AND #name = :was_called",
            to={
                "file_state": FileState.READY.value,
                "name": name,
                "parent_id": folder_id,
                "updated_at": as_text(now()),
                **nodes.places(owner, folder_id, nodes.FILE, name),
            },
            without=["trashed_at", *nodes.DUE],
            state=state.value,
            was_in=item["parent_id"],
            was_called=item["name"],
        ),
        nodes.claim(owner, folder_id, name, file_id),
        *nodes.folder_is_there(owner, folder_id),
        *([nodes.unclaim(owner, item["parent_id"], item["name"], file_id)] if leaves else []),
    ]
    try:
        together(*writes)
    except Refused as refused:
        this, name_taken = 0, 1
        if this in refused.failed:
            raise conflict("The file is being changed; try again.") from refused
        if name_taken in refused.failed:
            raise conflict(f"The folder has a {name!r} already.") from refused
        raise not_found("folder") from refused
    return as_file(existing(owner, file_id))
