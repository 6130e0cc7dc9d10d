"""What trainers ask for: upload a video, go on with an upload, and look after their videos."""

from http import HTTPStatus

from apex.application import Route, application
from apex.uploads import abort_upload, begin_upload, complete_upload, resume_upload
from apex.videos import delete_video, get_video, list_videos, revoke_link, send_link

ROUTES = {
    "POST /uploads": Route(begin_upload, HTTPStatus.CREATED),
    "GET /uploads/{video_id}": Route(resume_upload),
    "POST /uploads/{video_id}/complete": Route(complete_upload),
    "DELETE /uploads/{video_id}": Route(abort_upload, HTTPStatus.NO_CONTENT),
    "GET /videos": Route(list_videos),
    "GET /videos/{video_id}": Route(get_video),
    "DELETE /videos/{video_id}": Route(delete_video, HTTPStatus.NO_CONTENT),
    "POST /videos/{video_id}/link": Route(send_link, HTTPStatus.ACCEPTED),
    "DELETE /videos/{video_id}/link": Route(revoke_link, HTTPStatus.NO_CONTENT),
}

handler = application(ROUTES)
