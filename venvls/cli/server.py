"""`venvls server`: the daemon."""

import argparse
import logging
import sys

from venvls.server import run_stdio, run_tcp


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client is gone; returns the exit code that LSP asks for."""
    try:
        _log_to(arguments.log_file, arguments.log_level)
    except OSError as error:
        print(f"venvls: the log file cannot be written: {error}", file=sys.stderr)
        return 2
    if arguments.tcp is None:
        return run_stdio()
    host, separator, port = arguments.tcp.rpartition(":")
    if not separator or not port.isdecimal() or int(port) > 65535:
        print(f"venvls: `--tcp` needs HOST:PORT: {arguments.tcp}", file=sys.stderr)
        return 2
    return run_tcp(host.strip("[]"), int(port))


def _log_to(file: str | None, level: str) -> None:
    logging.basicConfig(
        filename=file,
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        encoding="utf-8" if file else None,
    )
    # Their debug output would repeat every message of the editor and every header of the index.
    for chatty in ("pygls", "asyncio", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
