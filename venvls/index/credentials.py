"""Who we say we are: from the address, netrc, or `keyring` run as a process, as pip does it.

`keyring` is asked only after a server said 401, at most once for each host, and only for a few seconds.
Nothing here is ever logged or cached on disk.
"""

import asyncio
import netrc
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from venvls.index.address import credentials_of, host_of, without_credentials

Credentials: TypeAlias = tuple[str, str]

_KEYRING_LIMIT = 5.0
"""Seconds that `keyring` may take: it may be waiting for a person who is not there."""


def known_credentials(address: str, environ: Mapping[str, str]) -> Credentials | None:
    """Return what the address itself or the netrc file says, without asking anybody."""
    written = credentials_of(address)
    if written is not None and written[1]:
        return written
    found = _from_netrc(urlsplit(address).hostname or "", environ)
    if found is not None and (written is None or written[0] == found[0]):
        return found
    return written


async def keyring_credentials(address: str, environ: Mapping[str, str]) -> Credentials | None:
    """Return what `keyring` knows of an index address, else of its host; `None` without a keyring.

    The keyring's command line gives passwords to known users only, so the address names the user;
    newer versions tell the user too (`--mode creds`).
    """
    program = shutil.which("keyring", path=environ.get("PATH"))
    if program is None:
        return None
    try:
        return await asyncio.wait_for(_search_keyring(program, address, environ), _KEYRING_LIMIT)
    except TimeoutError:
        return None


def _from_netrc(host: str, environ: Mapping[str, str]) -> Credentials | None:
    for path in _netrc_files(environ):
        with suppress(OSError, netrc.NetrcParseError, UnicodeDecodeError):
            if entry := netrc.netrc(str(path)).authenticators(host):
                login, account, password = entry
                return login or account or "", password or ""
    return None


def _netrc_files(environ: Mapping[str, str]) -> tuple[Path, ...]:
    if chosen := environ.get("NETRC"):
        return (Path(chosen).expanduser(),)
    home = Path(environ.get("HOME") or Path.home())
    return (home / ".netrc", home / "_netrc")


async def _search_keyring(program: str, address: str, environ: Mapping[str, str]) -> Credentials | None:
    user = (credentials_of(address) or ("", ""))[0]
    for service in (without_credentials(address), host_of(address)):
        if found := await _ask_keyring(program, service, user, environ):
            return found
    return None


async def _ask_keyring(
    program: str, service: str, user: str, environ: Mapping[str, str]
) -> Credentials | None:
    if user:
        password = await _output([program, "get", service, user], environ)
        return (user, password.rstrip("\r\n")) if password else None
    lines = (await _output([program, "--mode", "creds", "get", service], environ)).splitlines()
    return (lines[0], lines[1]) if len(lines) >= 2 else None


async def _output(command: list[str], environ: Mapping[str, str]) -> str:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**environ, "PYTHONIOENCODING": "utf-8"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )
    except OSError:
        return ""
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return output.decode("utf-8", "replace") if process.returncode == 0 else ""
