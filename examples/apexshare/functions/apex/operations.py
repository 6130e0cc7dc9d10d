"""The operations of the API: the stack makes routes of them, and functions answer them.

Trainers show their Cognito ID token. Students have a link, whose token they send in the body of a request:
the addresses of requests stand in the logs of CloudFront, WAF and API Gateway.
"""

from dataclasses import dataclass

from pydantic import BaseModel

from apex.models import answers, requests

UPLOADS, UPLOAD = "/uploads", "/uploads/{video_id}"
VIDEOS, VIDEO = "/videos", "/videos/{video_id}"
LINKS = "/links"
STUDENTS = "Students have no account: the 256 bits of the link's token, in the body, admit them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method and a path, what is said and answered, and which function answers.

    Args:
        name: As constructs, logs and metrics call it.
        function: The module in `functions/` that answers.
        method: The HTTP method.
        path: With parameters in braces; each is an identifier.
        request: The model of the body.
        query: The model of the query string.
        response: The model of the answer; `None` if it has no body.
        status: The status of the answer.
        public: Why callers need no token; by default they do.
    """

    name: str
    function: str
    method: str
    path: str
    request: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    response: type[BaseModel] | None = None
    status: int = 200
    public: str | None = None


CHECK_HEALTH = Operation(
    name="CheckHealth",
    function="downloads",
    method="GET",
    path="/health",
    response=answers.Health,
    public="Health checks carry no token, and the answer says nothing but that there is one",
)
OPERATIONS = (
    Operation(
        name="BeginUpload",
        function="uploads",
        method="POST",
        path=UPLOADS,
        request=requests.NewUpload,
        response=answers.Upload,
        status=201,
    ),
    Operation(name="ResumeUpload", function="uploads", method="GET", path=UPLOAD, response=answers.Upload),
    Operation(
        name="CompleteUpload",
        function="uploads",
        method="POST",
        path=f"{UPLOAD}/complete",
        request=requests.CompleteUpload,
        response=answers.UploadState,
    ),
    Operation(name="AbortUpload", function="uploads", method="DELETE", path=UPLOAD, status=204),
    Operation(
        name="ListVideos",
        function="uploads",
        method="GET",
        path=VIDEOS,
        query=requests.VideosWanted,
        response=answers.VideoPage,
    ),
    Operation(name="GetVideo", function="uploads", method="GET", path=VIDEO, response=answers.VideoDetails),
    Operation(name="DeleteVideo", function="uploads", method="DELETE", path=VIDEO, status=204),
    Operation(
        name="SendLink",
        function="uploads",
        method="POST",
        path=f"{VIDEO}/link",
        response=answers.LinkRequested,
        status=202,
    ),
    Operation(name="RevokeLink", function="uploads", method="DELETE", path=f"{VIDEO}/link", status=204),
    Operation(
        name="OpenLink",
        function="downloads",
        method="POST",
        path=f"{LINKS}/open",
        request=requests.OpenLink,
        response=answers.Link,
        public=STUDENTS,
    ),
    Operation(
        name="DownloadVideo",
        function="downloads",
        method="POST",
        path=f"{LINKS}/download",
        request=requests.OpenLink,
        response=answers.DownloadAddress,
        public=STUDENTS,
    ),
    CHECK_HEALTH,
)
