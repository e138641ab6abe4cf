"""Whether a process exists, asked without loading anything: it is asked before the server is loaded.

Knows nothing of who the process is. On Windows nothing can be asked without a risk to the process.
"""

import os
import sys


def exists(process_id: int) -> bool:
    """Tell whether there is such a process on this machine, also one that nobody has reaped."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
