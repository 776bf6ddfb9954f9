"""How a Python client ended, in its own words; ends.ts has the table that they are looked up in."""

import traceback

CLIENTS = ("aiohttp", "httpx", "httpx2", "openai", "requests", "urllib3")


def outcome_of(error):
    """The message that tells the Node side (python.ts) how the client ended with this exception."""
    if getattr(error, "status_code", 0) >= 400:  # an SDK raises an error status; the answer itself was whole
        return {"complete": True}
    if not raised_by_client(error):
        return {"crash": "".join(traceback.format_exception(error))}
    return {"raised": [words_of(each) for each in causes_of(error)], "saying": saying_of(error)}


def raised_by_client(error):
    """True if it is the client's own exception, or came through the client's code (an SDK that parses JSON)."""
    frames = traceback.walk_tb(error.__traceback__)
    modules = [type(error).__module__, *(frame.f_globals.get("__name__", "") for frame, _ in frames)]
    return any(module.partition(".")[0] in CLIENTS for module in modules)


def causes_of(error):
    """The error, what caused it, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def words_of(error):
    """`httpx.ReadTimeout: timed out`; built-in exceptions have no module in front."""
    name, module = type(error).__name__, type(error).__module__.partition(".")[0]
    return f"{name if module == 'builtins' else f'{module}.{name}'}: {error}"


def saying_of(error):
    """What the client says. Where that is nothing, or an SDK's `Connection error.`, the rest stands in what caused it."""
    causes = list(causes_of(error))
    more = error.__cause__ if str(error) else causes[-1]
    said = words_of(error)
    return said if more is None or str(more) in said else f"{said} ({words_of(more)})"
