"""The language server: the only layer that knows LSP, pygls and lsprotocol.

It translates messages into what an engine understands and back, and decides nothing. Importing
this package costs nothing; what serves is imported when it is needed, `boot` first.
"""


def run_stdio(log_level: str = "warning", log_file: str | None = None) -> int:
    """Serve one client over standard input and output; return the exit code of the process."""
    from venvls.server.stdio import run

    return run(log_level=log_level, log_file=log_file)


def run_tcp(host: str, port: int, log_level: str = "warning", log_file: str | None = None) -> int:
    """Serve any number of clients on a loopback address, each with a session of its own.

    `ValueError` when the address is not a loopback one. Ends with the process.
    """
    from venvls.server import lazy_lsprotocol

    lazy_lsprotocol.load()
    from venvls.server.tcp import run

    return run(host, port, log_level=log_level, log_file=log_file)
