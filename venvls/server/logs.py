"""Where our log goes: standard error, which editors keep, or a file."""

import logging

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# pygls says in `info` every byte that it sends, and httpx every address.
_TALKATIVE = ("pygls", "httpx", "httpcore", "asyncio")


def configure(level: str, file: str | None = None) -> None:
    """Log what is at least as grave as `level` to `file`, or to standard error."""
    logging.basicConfig(
        level=level.upper(), format=_FORMAT, filename=file, encoding="utf-8" if file else None
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
