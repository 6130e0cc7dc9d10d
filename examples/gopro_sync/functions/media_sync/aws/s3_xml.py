"""The XML that S3 speaks."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .connections import Answer
from .errors import AwsError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def completion(parts: Iterable[Mapping[str, str]]) -> bytes:
    """The document that names an upload's parts, each with the fields of S3's CompletedPart."""
    listed = "".join(
        f"<Part>{''.join(f'<{name}>{_escaped(value)}</{name}>' for name, value in part.items())}</Part>"
        for part in parts
    )
    return f'<CompleteMultipartUpload xmlns="{_NAMESPACE}">{listed}</CompleteMultipartUpload>'.encode()


def text_in(answer: Answer, name: str) -> str | None:
    """The text of an element of the answer's document."""
    document = _document(answer)
    return None if document is None else document.findtext(f"{{*}}{name}")


def refusal(answer: Answer) -> AwsError | None:
    """Why S3 refuses."""
    return _error(answer, answer.status) if answer.status >= 300 else None


def refusal_of_document(answer: Answer) -> AwsError | None:
    """Why S3 gives no document.

    It may say so with status 200, for completing takes minutes and the status goes first.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    """
    if answer.status >= 300:
        return _error(answer, answer.status)
    document = _document(answer)
    return _error(answer, 500) if document is None or document.tag == "Error" else None


def _error(answer: Answer, status: int) -> AwsError:
    # HEAD is answered without a document, and what stands between S3 and us may answer anything.
    code = text_in(answer, "Code") or str(status)
    return AwsError(code, text_in(answer, "Message") or "without a reason", status=status)


def _document(answer: Answer) -> "Element | None":
    # Neither a cold start nor a single put should pay for this import.
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        # Comes from AWS over TLS, and Expat limits how far entities unfold.
        return fromstring(answer.body)  # noqa: S314
    except ParseError:
        return None


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")
