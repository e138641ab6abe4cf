"""A client that sends one thing and waits for one thing: nothing of its own between the two times.

Answers what a server asks, so that it is not kept waiting.
"""

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]

CHECKOUT = Path(__file__).parents[1]


class BlockingClient:
    """A server process and the conversation with it."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=CHECKOUT,
            env={**os.environ, **environ},
        )
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout
        self._number = 0

    def initialize(self, folder: Path, options: object) -> Message:
        """Send `initialize`, wait for the answer, send `initialized`."""
        capabilities = {"textDocument": {"completion": {"completionList": {"itemDefaults": ["editRange"]}}}}
        answer = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder.as_uri(),
                "capabilities": capabilities,
                "initializationOptions": options,
            },
        )
        self.notify("initialized", {})
        return answer

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object) -> Message:
        """Send a request and return its response."""
        self._number += 1
        number = self._number
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == number and "method" not in message)

    def published(self, version: int) -> Message:
        """Wait for the diagnostics of a version and return them."""
        return self.wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"].get("version") == version
            )
        )

    def wait(self, is_wanted: Callable[[Message], bool]) -> Message:
        """Read messages until one is wanted."""
        while not is_wanted(message := self._receive()):
            if "id" in message and "method" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        return message

    def resident(self) -> float:
        """Return the memory of the process that is resident, in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def processor_time(self) -> float:
        """Return the processor time that the process has used, in seconds, by the kernel's count."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._to.close()
        self._from.close()

    def _send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._to.flush()

    def _receive(self) -> Message:
        length = 0
        while (line := self._from.readline()) != b"\r\n":
            if not line:
                raise EOFError("the server has ended")
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        return dict(json.loads(self._from.read(length)))
