"""The one TLS context: reading every authority's certificate takes longer than all else at a cold start."""

import functools
import ssl


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The context, made with the first connection that needs it."""
    return ssl.create_default_context()
