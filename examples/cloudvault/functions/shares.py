"""Answers the API's operations on links to files."""

from vault.application import application
from vault.operations import shares as operations
from vault.shares.opening import open_share
from vault.shares.owned import create_share, list_shares, revoke_share

handler = application(
    {
        operations.CREATE_SHARE: create_share,
        operations.LIST_SHARES: list_shares,
        operations.REVOKE_SHARE: revoke_share,
        operations.OPEN_SHARE: open_share,
    }
)
