"""Standard streams that are the client's alone.

The protocol goes over standard input and output, and one `print` anywhere, in a library or in a
process that we start, would break it. So both are moved to descriptors of our own that no child
inherits; what is then standard output is standard error, and standard input is empty.
"""

import os
import sys
from typing import NamedTuple


class Streams(NamedTuple):
    """File descriptors of the conversation."""

    read_from: int
    write_to: int


def take_over() -> Streams:
    """Move standard input and output out of everybody's reach and return them."""
    sys.stdout.flush()
    streams = Streams(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return streams
