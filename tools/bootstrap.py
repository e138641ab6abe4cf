"""Makes `.venv` with venvls and its tools in the checkout, on a machine that has only Python and make.

Runs on any Python 3 that `make` finds, so that an old one gets an answer instead of a syntax error;
looks for 3.11 or newer on the PATH. Where ensurepip is missing (Debian without python3-venv) it uses
the virtualenv, uv or pip that is there. Does nothing when nothing has changed since the last time, and
touches no `.venv` that somebody else has made.
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.path.join(ROOT, ".venv")
# Outside of the environment: it says whose that is, also when making it was interrupted.
STAMP = os.path.join(ROOT, ".build", "made-from")
INPUTS = ("pyproject.toml", "constraints.txt", os.path.join("tools", "bootstrap.py"))
OLDEST = (3, 11)
ADVICE = """venvls needs one of these to set itself up:
  Debian, Ubuntu    apt install python3-venv
  Fedora            dnf install python3-pip
  Alpine            apk add py3-pip
  anywhere          virtualenv or uv on the PATH"""


def main():
    python = newest_python()
    if python is None:
        sys.exit("venvls needs Python %d.%d or newer, and none was found on the PATH" % OLDEST)
    if read(STAMP) == made_from(python) and os.path.isdir(TARGET):
        return
    if os.path.lexists(TARGET) and not os.path.exists(STAMP):
        sys.exit("`.venv` was not made by this: move it away, and it will be made with what the tests need")
    write(STAMP, "unfinished")
    shutil.rmtree(TARGET, ignore_errors=True)
    install = make_environment(python)
    run([*install, "--quiet", "-c", "constraints.txt", "-e", ".[uv]", "--group", "dev"])
    write(STAMP, made_from(python))


def make_environment(python):
    """Make the environment and return the command that installs into it."""
    inside = os.path.join(TARGET, "Scripts" if os.name == "nt" else "bin", "python")
    own_pip = [inside, "-m", "pip", "install", "--disable-pip-version-check"]
    if works([python, "-c", "import ensurepip, venv"]) and works([python, "-m", "venv", TARGET]):
        return upgraded(own_pip)
    shutil.rmtree(TARGET, ignore_errors=True)
    for virtualenv in virtualenvs(python):
        if works([*virtualenv, "--quiet", "--python", python, TARGET]):
            return upgraded(own_pip)
    uv = shutil.which("uv")
    if uv and works([uv, "venv", "--quiet", "--python", python, TARGET]):
        return trusting([uv, "pip", "install", "--python", inside])
    if works([python, "-m", "pip", "--version"]) and works([python, "-m", "venv", "--without-pip", TARGET]):
        # A pip older than 22.3 has no `--python`; a newer one is fetched into the environment by path.
        library = subprocess.check_output(
            [inside, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], universal_newlines=True
        ).strip()
        run([python, "-m", "pip", "install", "--quiet", "--target", library, "pip>=25.1"])
        return own_pip
    sys.exit(ADVICE)


def virtualenvs(python):
    """Return the commands that may be virtualenv: a module of this Python, or a program."""
    program = shutil.which("virtualenv")
    return [[python, "-m", "virtualenv"], *([[program]] if program else [])]


def trusting(uv_install):
    """Return the command after uv has reached the index, by the system's certificates where it must."""
    if not works([*uv_install, "--quiet", "pip>=25.1"]):
        # uv brings its own certificates and does not know a company's. The name differs by the age of uv.
        os.environ.update(UV_SYSTEM_CERTS="true", UV_NATIVE_TLS="true")
    return uv_install


def upgraded(install):
    """Return the command after a pip that knows dependency groups (25.1) is there."""
    run([*install, "--quiet", "--upgrade", "pip>=25.1"])
    return install


def newest_python():
    """Return this Python when it is new enough, else the newest one on the PATH that is."""
    if sys.version_info >= OLDEST:
        return sys.executable
    found = {}
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for path in glob.glob(os.path.join(folder, "python3.*")):
            name = re.match(r"python3\.(\d+)$", os.path.basename(path))
            if name and int(name.group(1)) >= OLDEST[1] and works([path, "-c", ""]):
                found.setdefault(int(name.group(1)), path)
    return found[max(found)] if found else None


def made_from(python):
    """Return what decides the environment; the place too, since scripts start nothing after a move."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update(read(os.path.join(ROOT, name)).encode())
    return " ".join((python, ROOT, digest.hexdigest()))


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def works(command):
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def run(command):
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit("venvls could not set itself up: this failed: %s" % " ".join(command))


if __name__ == "__main__":
    main()
