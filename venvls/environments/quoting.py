"""One word for each shell: a text that the shell reads back as exactly that text.

Pure, and without imports for the shell hook's sake. A character that a shell cannot express in any way
is passed on as it is.
"""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")
# PowerShell takes the typographic quotes for plain ones.
_POWERSHELL_QUOTES = str.maketrans({quote: quote * 2 for quote in "'\u2018\u2019\u201a\u201b"})


def posix_word(text: str) -> str:
    """Quote for bash, zsh and every other POSIX shell."""
    if text and _PLAIN.issuperset(text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"


def fish_word(text: str) -> str:
    r"""Quote for fish: in single quotes only `\` and `'` are escaped."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell_word(text: str) -> str:
    """Quote for PowerShell: any kind of single quote is doubled."""
    return "'" + text.translate(_POWERSHELL_QUOTES) + "'"


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
