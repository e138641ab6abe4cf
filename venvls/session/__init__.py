"""What the daemon decides: a pure reducer from (state, change) to (state, effects).

Nothing here performs anything, waits, or reads a clock; the runtime does.
"""

from venvls.session.apply import apply
from venvls.session.state import State

__all__ = ["State", "apply"]
