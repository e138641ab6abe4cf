"""`venvls server`: the daemon. Imports next to nothing, since an editor waits for the first answer."""

import argparse
import sys

from venvls.server import run_stdio, run_tcp

COULD_NOT_RUN = 2


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client is gone; returns the exit code that LSP asks for."""
    level, file = arguments.log_level, arguments.log_file
    if problem := _unwritable(file):
        return _refuse(f"the log file cannot be written: {problem}")
    if arguments.tcp is None:
        return run_stdio(level, file)
    host, separator, port = arguments.tcp.rpartition(":")
    if not separator or not port.isdecimal() or int(port) > 65535:
        return _refuse(f"`--tcp` needs HOST:PORT: {arguments.tcp}")
    try:
        return run_tcp(host.strip("[]"), int(port), level, file)
    except (ValueError, OSError) as error:
        return _refuse(f"cannot listen on `{arguments.tcp}`: {error}")


def _unwritable(file: str | None) -> str:
    if file is None:
        return ""
    try:
        with open(file, "a", encoding="utf-8"):
            return ""
    except OSError as error:
        return str(error)


def _refuse(sentence: str) -> int:
    print(f"venvls: {sentence}", file=sys.stderr)
    return COULD_NOT_RUN
