"""`venvls shell-hook`: what a start-up file evaluates, and what the hook then asks in a new folder.

The ordinary answer is given before this is even loaded, by `__main__`: here is the whole search.
"""

import argparse
import os
import sys

import venvls
from venvls.environments.anatomy import examine
from venvls.environments.locating import locate
from venvls.environments.quoting import fish_word, posix_word, powershell_word
from venvls.environments.roots import project_root
from venvls.environments.shell_hook import hook
from venvls.environments.shell_transition import surroundings, transition_to
from venvls.runtime.memory import CHOSEN, Memory

_WORDS = {"bash": posix_word, "zsh": posix_word, "fish": fish_word, "powershell": powershell_word}


def run(arguments: argparse.Namespace) -> int:
    """Print the hook of a shell, or the line that leads to the environment of a folder."""
    if arguments.folder is None:
        print(hook(arguments.shell, _own_command(arguments.shell)), end="")
        return 0
    prefix = _environment_at(os.path.abspath(arguments.folder))
    line = transition_to(prefix, arguments.shell, arguments.active, os.environ)
    if line:
        print(line)
    return 0


def _own_command(shell: str) -> str:
    """Return how this shell starts this very venvls, whatever is on its PATH by then.

    Without the variables that a project sets for its own Python, and without looking for packages that
    most answers do not need.
    """
    word = _WORDS[shell]
    program = os.path.join(os.path.dirname(os.path.abspath(venvls.__file__)), "__main__.py")
    return f"{word(sys.executable)} -E -P -S {word(program)}"


def _environment_at(folder: str) -> str:
    """Return the prefix of the sound environment of a folder, or nothing."""
    environ = surroundings(os.environ)
    root = project_root(folder, ())
    taken = locate(root, (), environ, Memory(environ).recall(CHOSEN, root)).taken
    return taken.prefix if taken and not examine(os.path.abspath(taken.prefix)).broken else ""
