"""Single values of TOML in the shape that people and tools write them, without loading a parser.

A table of its own header, a key at the start of a line, a string or a list of strings. Whatever is written
otherwise is not understood here, and nothing is said about it: `documents` then asks the real parser.
Imports nothing, since terminals wait for it.
"""

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")


class NotPlainError(Exception):
    """It takes a parser to tell."""


def has_table(text: str, *keys: str) -> bool:
    """Tell whether a table has a header of its own; raises `NotPlainError` where that does not tell."""
    _body(text, keys)
    return True


def plain_value(text: str, *keys: str) -> str | list[str] | None:
    """Return the string or the list of strings at a path of keys; `None` where its table lacks the last key.

    Raises `NotPlainError` for everything else.
    """
    *table, key = keys
    body = _body(text, tuple(table))
    if not any(key in line for line in body):
        return None
    starts = [number for number, line in enumerate(body) if line.partition("=")[0].rstrip() == key]
    if len(starts) != 1:
        raise NotPlainError
    (start,) = starts
    rest = (body[start].partition("=")[2], *body[start + 1 :])
    return _strings(rest) if rest[0].lstrip().startswith("[") else _string(_without_comment(rest[0]))


def _body(text: str, table: tuple[str, ...]) -> list[str]:
    """Return the lines of a table, without those of the next."""
    # Strings over several lines could hold whatever looks like a header.
    if any(sign in text for sign in ("\\", '"""', "'''")):
        raise NotPlainError
    lines = text.splitlines()
    header = f"[{'.'.join(table)}]"
    if [line.rstrip() for line in lines].count(header) != 1:
        raise NotPlainError
    start = next(number for number, line in enumerate(lines) if line.rstrip() == header) + 1
    end = next((number for number in range(start, len(lines)) if _is_header(lines[number])), len(lines))
    return lines[start:end]


def _is_header(line: str) -> bool:
    line = _without_comment(line)
    if not line.startswith("["):
        return False
    # A list in a list can look much like one.
    if not line.endswith("]") or not _BARE.issuperset(line.strip("[]")):
        raise NotPlainError
    return True


def _strings(lines: tuple[str, ...]) -> list[str]:
    listed = ""
    for line in lines:
        listed += _without_comment(line)
        if listed.endswith("]"):
            items = listed[1:-1].split(",")
            return [_string(item.strip()) for item in (items if items[-1].strip() else items[:-1])]
    raise NotPlainError


def _without_comment(line: str) -> str:
    return line.partition("#")[0].strip()


def _string(word: str) -> str:
    quote, inside = word[:1], word[1:-1]
    if len(word) < 2 or quote not in {'"', "'"} or not word.endswith(quote) or quote in inside:
        raise NotPlainError
    return inside
