"""Loads asyncio and hashlib as on a Python that was built without OpenSSL.

This process speaks to an editor, over pipes or loopback, and never TLS: indexes are the worker's affair. Yet
both modules load OpenSSL if they can, for 5 MiB of memory and as many milliseconds. Both are made to do
without. It must be called before anything imports them; afterwards it does nothing. Whoever imports `ssl`
later gets it.
"""

import sys
from importlib import import_module

_WITHHELD = ("ssl", "_hashlib")
_USERS = ("asyncio", "hashlib", "hmac")


def load() -> None:
    """Import those that have not been imported, with what they can do without withheld from them."""
    withheld = [name for name in _WITHHELD if name not in sys.modules]
    # `None` is how the import system says that there is no such module.
    sys.modules.update(dict.fromkeys(withheld))  # type: ignore[arg-type]
    try:
        for name in _USERS:
            import_module(name)
    finally:
        for name in withheld:
            del sys.modules[name]
