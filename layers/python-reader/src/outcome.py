"""What a Python client raised, in the words of the record (layers/probe/README.md)."""

import errno
import socket
import zlib

CLIENTS = ("httpx", "requests", "urllib3")

# Only by text do httpx, urllib3 and http.client tell that the connection was closed before the body ended or began.
CLOSED_EARLY = (
    "peer closed connection",
    "Server disconnected",
    "ended prematurely",
    "IncompleteRead",
    "Remote end closed connection",
)


def word_for(error):
    """The record's word, else `<client>-<exception>`; None: not raised by a client, so no failure of the path."""
    client = type(error).__module__.partition(".")[0]
    if client not in CLIENTS:
        return None
    causes = list(causes_of(error))
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "ENOTFOUND"
        if isinstance(cause, OSError) and cause.errno in errno.errorcode:
            return errno.errorcode[cause.errno]
    if any(isinstance(cause, zlib.error) for cause in causes):
        return "Z_DATA_ERROR"
    if any(text in str(cause) for cause in causes for text in CLOSED_EARLY):
        return "UND_ERR_SOCKET"
    return f"{client}-{type(error).__name__}"


def causes_of(error):
    """The error, what caused it, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
