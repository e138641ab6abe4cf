"""Globs over the paths of a workspace as uv has them: `*`, `**`, `?` and sets such as `[ab]`, `[!a-f]`.

Compares texts and looks at no disk. A prompt waits for this, so it does without regular expressions.
"""

import posixpath


def leads_to(glob: str, path: str) -> bool:
    """Tell whether a relative path with `/` has the shape of a glob."""
    return _parts_fit(posixpath.normpath(glob).split("/"), path.split("/"))


def _parts_fit(glob: list[str], path: list[str]) -> bool:
    match glob:
        case []:
            return not path
        case ["**"]:
            return bool(path)
        case ["**", *rest]:
            return any(_parts_fit(rest, path[skipped:]) for skipped in range(len(path) + 1))
        case [first, *rest]:
            return bool(path) and _fits(first, path[0]) and _parts_fit(rest, path[1:])
    return False


def _fits(glob: str, name: str) -> bool:
    """Tell whether a name has the shape of a glob with `*`, `?` and sets such as `[ab]`, `[!a-f]`."""
    if not glob:
        return not name
    if glob[0] == "*":
        return any(_fits(glob[1:], name[skipped:]) for skipped in range(len(name) + 1))
    signs, rest = _first(glob)
    return bool(name) and _is_one_of(name[0], signs) and _fits(rest, name[1:])


def _first(glob: str) -> tuple[str, str]:
    """Return what stands for the first letter, a sign or a set in brackets, and what follows."""
    end = glob.find("]", 3 if glob.startswith("[!") else 2) + 1
    length = end if glob[0] == "[" and end else 1
    return glob[:length], glob[length:]


def _is_one_of(letter: str, signs: str) -> bool:
    if len(signs) == 1:
        return signs in ("?", letter)
    inside = signs[1:-1]
    wanted, inside = (False, inside[1:]) if inside[0] == "!" else (True, inside)
    return _is_in_set(letter, inside) is wanted


def _is_in_set(letter: str, inside: str) -> bool:
    if not inside:
        return False
    if len(inside) > 2 and inside[1] == "-":
        return inside[0] <= letter <= inside[2] or _is_in_set(letter, inside[3:])
    return letter == inside[0] or _is_in_set(letter, inside[1:])
