"""The command line: the language server, or the same analysis once, printed.

Each command is a module that is imported when it is asked for, so that none pays for another.
"""

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from venvls import __version__

COULD_NOT_RUN = 2
"""Exit code when the question itself could not be dealt with."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code (0 done, 1 findings, 2 could not run)."""
    parsed = _parsed(arguments)
    if parsed.command is None:
        _parser().print_help(sys.stderr)
        return COULD_NOT_RUN
    try:
        code = import_module(f"venvls.cli.{parsed.command.replace('-', '_')}").run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:
        return _unheard()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"venvls: the answer could not be written: {error.strerror}", file=sys.stderr)
        return _unheard()
    return int(code)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    # What follows `--exec` is for another program, and argparse would read a `--` in it as its own.
    if arguments[:1] != ["environment"] or "--exec" not in arguments:
        return _parser().parse_args(arguments)
    place = arguments.index("--exec")
    parsed = _parser().parse_args(arguments[:place])
    parsed.exec = list(arguments[place + 1 :])
    if parsed.exec[:1] == ["--"]:
        del parsed.exec[0]
    if not parsed.exec:
        _parser().error("argument --exec: expected a command")
    return parsed


def _unheard() -> int:
    # The interpreter would try once more at its end, and complain.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return COULD_NOT_RUN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="venvls", description="A language server for Python environments.")
    parser.add_argument("--version", action="version", version=f"venvls {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_server(commands)
    _add_check(commands)
    _add_environment(commands)
    _add_doctor(commands)
    _add_shell_hook(commands)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 -- argparse has no public name for what it returns


def _add_server(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("server", help="speak LSP with an editor, over stdio by default")
    parser.add_argument("--stdio", action="store_true", help="accepted because some clients add it")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="listen on loopback, one session per connection")
    parser.add_argument("--log-file", metavar="FILE", help="where to log (default: standard error)")
    parser.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default="info", help="how much to log"
    )


def _add_check(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("check", help="print what the server would say about files and folders")
    parser.add_argument("paths", nargs="*", default=["."], metavar="PATH")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _add_environment(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("environment", help="print which environment a file or folder has")
    parser.add_argument("path", nargs="?", default=".", metavar="PATH")
    parser.add_argument("--format", choices=("json", "text"), default="json")
    parser.add_argument(
        "--exec", nargs=argparse.REMAINDER, metavar="COMMAND", help="run a command inside, with its arguments"
    )


def _add_doctor(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("doctor", help="print what is known about a project and what is wrong")
    parser.add_argument("path", nargs="?", default=".", metavar="PATH")


def _add_shell_hook(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("shell-hook", help="print what makes a shell follow the folder it is in")
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"), metavar="SHELL")
    parser.add_argument("--folder", metavar="FOLDER", help="print instead what to evaluate in this folder")
    parser.add_argument(
        "--active", metavar="PREFIX", default="", help="the environment that the hook has activated"
    )
