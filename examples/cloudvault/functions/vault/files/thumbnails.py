"""Small pictures of pictures."""

import io
import tempfile

from PIL import Image

from vault.files.items import object_key
from vault.settings import client, setting
from vault.telemetry import logger

PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
LARGEST_SIDE = 256
# A file of some kilobytes can say that it is a picture of gigabytes.
MAX_PIXELS = 50_000_000


def thumbnail(owner: str, file_id: str, kind: str) -> bytes | None:
    """Return a PNG of a picture, at most 256 pixels wide and high; `None` of what is no picture."""
    if kind not in PICTURES:
        return None
    with tempfile.TemporaryFile() as file:
        client("s3").download_fileobj(setting("FILES_BUCKET"), object_key(owner, file_id), file)
        file.seek(0)
        try:
            with Image.open(file, formats=[PICTURES[kind]]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return None
                picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
                small = io.BytesIO()
                picture.convert("RGBA").save(small, "PNG")
        except Exception:
            # Anybody can make a picture that has a decoder raise something: the file is kept without one.
            logger.info("There is no thumbnail", key=object_key(owner, file_id), exc_info=True)
            return None
    return small.getvalue()
