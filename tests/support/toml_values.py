"""A scanned TOML document as plain values, to be compared with what `tomllib` makes of the same text.

strings_scanned(document)  every string with its path, keys and positions in arrays alike
strings_loaded(loaded)     the same of the value of `tomllib.loads`
"""

from collections import Counter

from venvls.syntax.toml import TomlDocument
from venvls.syntax.toml_values import Array, InlineTable, String


def strings_scanned(document: TomlDocument) -> Counter:
    found = Counter()
    for leaf in document.leaves():
        if not isinstance(leaf.value, InlineTable):
            found.update(_scanned(leaf.path, leaf.value))
    return found


def _scanned(path, value):
    if isinstance(value, String):
        yield (path, value.value)
    elif isinstance(value, Array):
        for item in value.items:
            yield from _scanned(path, item)
    elif isinstance(value, InlineTable):
        for entry in value.entries:
            yield from _scanned(path + entry.path, entry.value)


def strings_loaded(value, path=()) -> Counter:
    """Positions in arrays are left out of the path, so that arrays of tables compare."""
    found = Counter()
    if isinstance(value, str):
        found[(path, value)] += 1
    elif isinstance(value, list):
        for item in value:
            found.update(strings_loaded(item, path))
    elif isinstance(value, dict):
        for key, item in value.items():
            found.update(strings_loaded(item, (*path, key)))
    return found
