"""Certificates for servers on this machine, made by openssl.

certificate, key = self_signed(folder)     # raises `FileNotFoundError` where there is no openssl
"""

import subprocess
from pathlib import Path


def self_signed(folder: Path) -> tuple[str, str]:
    """Make a certificate for 127.0.0.1 that is its own authority; returns its file and that of its key."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
