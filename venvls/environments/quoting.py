"""One word for each shell: a text that the shell reads back as exactly that text.

Pure. A character that a shell cannot express in any way is passed on as it is.
"""

import re
import shlex

# PowerShell takes the typographic quotes for plain ones.
_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def posix_word(text: str) -> str:
    """Quote for bash, zsh and every other POSIX shell."""
    return shlex.quote(text)


def fish_word(text: str) -> str:
    r"""Quote for fish: in single quotes only `\` and `'` are escaped."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell_word(text: str) -> str:
    """Quote for PowerShell: any kind of single quote is doubled."""
    return "'" + _POWERSHELL_QUOTES.sub(lambda quote: quote[0] * 2, text) + "'"


def cmd_word(text: str) -> str:
    """Quote for cmd.exe, whose paths cannot hold a double quote."""
    return f'"{text}"'


def nu_word(text: str) -> str:
    """Quote for Nushell: a raw string with as many `#` as its content needs."""
    if "'" not in text:
        return f"'{text}'"
    hashes = "#"
    while f"'{hashes}" in text:
        hashes += "#"
    return f"r{hashes}'{text}'{hashes}"
