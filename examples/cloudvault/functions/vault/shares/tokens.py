"""The secrets of links: what the table keeps of them opens nothing."""

import hashlib
import hmac
import secrets

TOKEN_BYTES, SALT_BYTES = 32, 16
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
COST, BLOCK, PARALLEL = 2**15, 8, 3
MEMORY = 2 * 128 * COST * BLOCK


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def share_id_of(digest: str) -> str:
    """Return what a link is called: half of the digest, so that the key of the table is no secret."""
    return digest[:32]


def hash_password(password: str) -> tuple[str, str]:
    """Return a salt, and what the table keeps of a password."""
    salt = secrets.token_hex(SALT_BYTES)
    return salt, _scrypt(password, salt)


def is_password(password: str, salt: str, hashed: str) -> bool:
    """Return whether that is the password."""
    return hmac.compare_digest(_scrypt(password, salt), hashed)


def pretend_to_check(password: str) -> None:
    """Take as long as checking a password does, where there is nothing to check it against."""
    _scrypt(password, "0" * 2 * SALT_BYTES)


def _scrypt(password: str, salt: str) -> str:
    raw = bytes.fromhex(salt)
    return hashlib.scrypt(password.encode(), salt=raw, n=COST, r=BLOCK, p=PARALLEL, maxmem=MEMORY).hex()
