"""What the activation scripts in an environment do, as far as makers differ, and whether they can be used.

venv before Python 3.13 puts parentheses into `VIRTUAL_ENV_PROMPT`, virtualenv also extends
`PKG_CONFIG_PATH`. Many makers write the path of the environment into a script as it is, where a shell
takes `$` or a quote in it for its own, or even runs what it says. An environment that was moved has
scripts that lead to where it was. Such scripts are left out. They are read, never run.
"""

import os
import re
from collections.abc import Callable, Mapping

from venvls.environments.pyvenv import prompt_set_by
from venvls.environments.quoting import fish_word, nu_word, posix_word
from venvls.environments.reading import is_file, read_text
from venvls.model.environment import ActivationScripts

_NAMES = ("activate", "activate.fish", "Activate.ps1", "activate.ps1", "activate.bat", "activate.nu")
_LIMIT = 1 << 16

# Those for PowerShell compute where they are, and those for cmd can write every path in one way alone.
_QUOTED: Mapping[str, tuple[Callable[[str], str], ...]] = {
    "activate": (posix_word,),
    "activate.fish": (fish_word,),
    "activate.nu": (nu_word, lambda path: f"r#'{path}'#"),
}
# A backslash separates on Windows and means nothing there.
_SPECIAL = re.compile(r"['\"$`\n]" if os.name == "nt" else r"['\"$`\n\\]")
_COMPUTED = re.compile(r"VIRTUAL_ENV=.*dirname|VIRTUAL_ENV .*dirname|virtual_env = .*dirname")


def read_activation_scripts(folder: str) -> ActivationScripts:
    """Return which scripts in the scripts folder activate this environment, and what theirs set."""
    prefix = os.path.dirname(folder)
    paths = (path for name in _NAMES if is_file(path := os.path.join(folder, name)))
    leading = tuple(path for path in paths if _leads_to(prefix, path))
    posix = read_text(os.path.join(folder, "activate"), _LIMIT) or ""
    return ActivationScripts(leading, prompt_set_by(posix), "PKG_CONFIG_PATH" in posix)


def _leads_to(prefix: str, script: str) -> bool:
    quoted = _QUOTED.get(os.path.basename(script))
    if quoted is None:
        return True
    text = read_text(script, _LIMIT) or ""
    places = {prefix, os.path.realpath(prefix)}
    return bool(_COMPUTED.search(text)) or any(_names(text, place, quoted) for place in places)


def _names(text: str, place: str, quoted: tuple[Callable[[str], str], ...]) -> bool:
    if not _SPECIAL.search(place):
        return place in text
    return any(quote(place) in text for quote in quoted)
