"""Links to files: give away, list, revoke, and open without an account."""

from vault.models.shares import CreatedShare, NewShare, OpenedShare, OpenShare, SharePage, SharesWanted
from vault.operations.operation import Operation

SHARES, SHARE = "/api/shares", "/api/shares/{share_id}"
FUNCTION = "shares"

CREATE_SHARE = Operation(
    name="CreateShare",
    function=FUNCTION,
    method="POST",
    path=SHARES,
    request=NewShare,
    response=CreatedShare,
    status=201,
)
LIST_SHARES = Operation(
    name="ListShares", function=FUNCTION, method="GET", path=SHARES, query=SharesWanted, response=SharePage
)
REVOKE_SHARE = Operation(name="RevokeShare", function=FUNCTION, method="DELETE", path=SHARE, status=204)
OPEN_SHARE = Operation(
    name="OpenShare",
    function=FUNCTION,
    method="POST",
    path=f"{SHARES}/open",
    request=OpenShare,
    response=OpenedShare,
    rate=20,
    public="Links are opened by people without an account: the 256 bits of the link's token admit them",
)

OPERATIONS = (CREATE_SHARE, LIST_SHARES, REVOKE_SHARE, OPEN_SHARE)
