"""What the activation scripts in an environment do, as far as makers differ.

venv before Python 3.13 puts parentheses into `VIRTUAL_ENV_PROMPT`, virtualenv also extends
`PKG_CONFIG_PATH`. The scripts are read, never run.
"""

import os

from venvls.environments.pyvenv import prompt_set_by
from venvls.environments.reading import is_file, read_text
from venvls.model.environment import ActivationScripts

_NAMES = ("activate", "activate.fish", "Activate.ps1", "activate.ps1", "activate.bat", "activate.nu")
_LIMIT = 1 << 16


def read_activation_scripts(folder: str) -> ActivationScripts:
    """Return which activation scripts are in the scripts folder, and what theirs set."""
    paths = tuple(path for name in _NAMES if is_file(path := os.path.join(folder, name)))
    posix = read_text(os.path.join(folder, "activate"), _LIMIT) or ""
    return ActivationScripts(paths, prompt_set_by(posix), "PKG_CONFIG_PATH" in posix)
