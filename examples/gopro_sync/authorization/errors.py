"""What can go wrong, by what its reader can do about it."""


class AuthorizationError(Exception):
    """Base of both."""


class SetupError(AuthorizationError):
    """Something must be mended before the owner can even be asked."""


class RefusedError(AuthorizationError):
    """The owner or the provider did not say yes; the secret is as it was."""
