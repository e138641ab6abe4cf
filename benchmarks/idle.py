"""What a quiet server costs with 200 projects, and how soon it sees what a terminal installed.

The server is the real one over stdio, its processor time that of the process by the kernel's count.
For Linux, which has `/proc`. Nothing here fails when it is slow.

    python -m benchmarks.idle [SECONDS]
"""

import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.blocking_client import BlockingClient, Message
from benchmarks.keystroke import QUIET, SERVERS, surroundings
from benchmarks.table import table
from tests.support.environments import bare, python_of
from tests.support.generated_distributions import Release, wheel

PROJECTS = 200
CHANGES = 5


def main(seconds: float = 20.0) -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        made = wheel(Release("late", "1.0"))
        archive = root / made.filename
        archive.write_bytes(made.content)
        with closing(BlockingClient(SERVERS["venvls"], surroundings(root))) as client:
            client.initialize(root, QUIET)
            for number in range(PROJECTS):
                open_project(client, root / f"project{number}")
            rows = [
                (f"{PROJECTS} projects, idle: processor time a minute, s", f"{idle(client, seconds):.2f}"),
                ("resident, MiB", f"{client.resident():.1f}"),
                ("seen after `pip install` in a terminal, median ms", f"{seen(client, root, archive):.0f}"),
            ]
        print(table(("", "venvls"), rows))


def open_project(client: BlockingClient, folder: Path) -> None:
    """Make a project with an environment and wait for its diagnostics."""
    folder.mkdir()
    bare(folder / ".venv")
    manifest = folder / "requirements.txt"
    manifest.write_text("late\n")
    document = {"uri": manifest.as_uri(), "languageId": "plaintext", "version": 1, "text": "late\n"}
    client.notify("textDocument/didOpen", {"textDocument": document})
    client.published(1)


def idle(client: BlockingClient, seconds: float) -> float:
    """Return the processor time that a minute without a message takes, in seconds."""
    time.sleep(2)
    before = client.processor_time()
    time.sleep(seconds)
    return (client.processor_time() - before) * 60 / seconds


def seen(client: BlockingClient, root: Path, archive: Path) -> float:
    """Return milliseconds from the end of pip in a terminal to the diagnostics that know of it."""
    figures = []
    for number in range(CHANGES):
        folder = root / f"project{number}"
        uri, python = (folder / "requirements.txt").as_uri(), str(python_of(folder / ".venv"))
        pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index")
        subprocess.run([*pip, "--disable-pip-version-check", str(archive)], check=True, timeout=60)
        ended = time.perf_counter()
        client.wait(lambda message, uri=uri: is_installed(message, uri))
        figures.append(1e3 * (time.perf_counter() - ended))
    return statistics.median(figures)


def is_installed(message: Message, uri: str) -> bool:
    """Tell whether these are the diagnostics of a document, and none says that something is missing."""
    if message.get("method") != "textDocument/publishDiagnostics" or message["params"]["uri"] != uri:
        return False
    return all(one["code"] != "not-installed" for one in message["params"]["diagnostics"])


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
