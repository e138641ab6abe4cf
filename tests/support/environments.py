"""Real environments on disk, quick enough for every test that wants one.

`bare` takes about 2 ms (the standard library's venv without pip), `seeded` half a second
(virtualenv, with pip), `by_uv` about 30 ms. All run this interpreter unless told another.
`install_fake` puts a distribution into an environment as an installer would leave it: files,
METADATA, WHEEL, INSTALLER, REQUESTED and a RECORD with hashes (PEP 376, 427, 627). Its modules are
really importable by the environment's interpreter.

    environment = bare(tmp_path / ".venv")
    install_fake(environment, "PyYAML", "6.0.2", modules=("yaml",))
    install_fake(environment, "protobuf", "5.0", modules=("google.protobuf",))   # a namespace package
    install_fake(environment, "six", "1.17", files={"six.py": ""})
"""

import hashlib
import json
import subprocess
import sys
import venv
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.utils import canonicalize_name


def bare(prefix: Path, *, system_site: bool = False, prompt: str | None = None) -> Path:
    """Make an environment without pip and return its prefix."""
    venv.create(prefix, with_pip=False, symlinks=True, system_site_packages=system_site, prompt=prompt)
    return prefix


def seeded(prefix: Path, *options: str) -> Path:
    """Make an environment with pip through virtualenv, without a network, and return its prefix."""
    _run(sys.executable, "-m", "virtualenv", "--quiet", "--no-venv-redirect", *options, str(prefix))
    return prefix


def by_uv(prefix: Path, *options: str) -> Path:
    """Make an environment through uv, offline, and return its prefix."""
    python = () if "--python" in options else ("--python", sys.executable)
    _run(sys.executable, "-m", "uv", "venv", "--quiet", "--offline", *python, *options, str(prefix))
    return prefix


def python_of(prefix: Path) -> Path:
    """Return the environment's interpreter."""
    return prefix / "bin" / "python"


def ask(prefix: Path, program: str) -> object:
    """Run `program` in the environment's interpreter and return the JSON it prints."""
    return json.loads(_run(str(python_of(prefix)), "-c", program))


def site_packages(prefix: Path) -> Path:
    """Return where the environment's distributions lie."""
    return next(iter((prefix / "lib").glob("py*/site-packages")))


def install_fake(
    prefix: Path,
    name: str,
    version: str = "1.0",
    modules: Iterable[str] = (),
    *,
    files: Mapping[str, str] | None = None,
    requires: Iterable[str] = (),
    extras: Iterable[str] = (),
    installer: str = "pip",
    requested: bool = True,
    direct_url: Mapping[str, object] | None = None,
    record: bool = True,
) -> Path:
    """Install a distribution that was never built and return its dist-info.

    `modules` are dotted names; the last part becomes a package and those before it namespaces.
    `files` are further files below site-packages with their contents. Without `record` the
    distribution looks as after an interrupted install.
    """
    site = site_packages(prefix)
    info = f"{canonicalize_name(name).replace('-', '_')}-{version}.dist-info"
    contents = {f"{module.replace('.', '/')}/__init__.py": "" for module in modules}
    contents |= files or {}
    contents[f"{info}/METADATA"] = _metadata(name, version, requires, extras)
    contents[f"{info}/WHEEL"] = (
        "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    contents[f"{info}/INSTALLER"] = f"{installer}\n"
    if requested:
        contents[f"{info}/REQUESTED"] = ""
    if direct_url is not None:
        contents[f"{info}/direct_url.json"] = json.dumps(direct_url)
    for path, text in contents.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    if record:
        rows = [_record_row(path, text) for path, text in contents.items()]
        (site / info / "RECORD").write_text("".join([*rows, f"{info}/RECORD,,\n"]), encoding="utf-8")
    return site / info


def _metadata(name: str, version: str, requires: Iterable[str], extras: Iterable[str]) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Provides-Extra: {extra}" for extra in extras]
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    return "\n".join([*lines, "", f"{name} is made up.", ""])


def _record_row(path: str, text: str) -> str:
    content = text.encode()
    digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"


def _run(*command: str) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout
