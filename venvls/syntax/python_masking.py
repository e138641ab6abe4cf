"""Python text with everything taken out that is not code, every character at its place.

What is left can be searched line by line: strings and comments hold no statements, joined lines are one,
and the only line end is a newline.
"""

import re

_NOT_CODE = re.compile(
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    # A quote that is never closed ends with its line, so that a string being typed hides one line.
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?",
    re.DOTALL,
)


def masked(source: str) -> str:
    """Return `source` with comments as spaces and strings as underscores, length unchanged."""
    if "\r" in source:
        source = source.replace("\r\n", " \n").replace("\r", "\n").replace("\\ \n", "\\\n ")
    code = _NOT_CODE.sub(_filler, source)
    return code.replace("\\\n", "  ")


def _filler(match: re.Match[str]) -> str:
    return (" " if match[0][0] == "#" else "_") * len(match[0])
