"""`pyvenv.cfg` and `activate` as plain text: what both say without being understood any further.

Imports nothing, since the shell hook reads them between two prompts. What versions and kinds the texts
speak of is for `configuration` and `activation_scripts` to know.
"""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


def configuration_keys(text: str) -> dict[str, str]:
    """Read the text of a `pyvenv.cfg` as CPython does: `key = value` lines, keys in any case."""
    return dict(_pair(line) for line in text.lstrip("\ufeff").splitlines() if "=" in line)


def prompt_of(keys: dict[str, str]) -> str:
    """Return the prompt that a `pyvenv.cfg` names; venv writes it as a literal of Python, others as it is."""
    written = keys.get("prompt", "")
    quote = written[:1]
    if len(written) < 2 or quote not in "'\"" or not written.endswith(quote):
        return written
    return written[1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\")


def prompt_set_by(script: str) -> str:
    """Return what an `activate` script sets `VIRTUAL_ENV_PROMPT` to; nothing when the shell computes it."""
    return _set_by(script, "VIRTUAL_ENV_PROMPT")


def place_set_by(script: str) -> str:
    """Return what an `activate` script sets `VIRTUAL_ENV` to; nothing when the shell computes it."""
    return _set_by(script, "VIRTUAL_ENV")


def _set_by(script: str, name: str) -> str:
    assigned = (line.strip() for line in script.splitlines())
    values = (line.removeprefix(f"{name}=") for line in assigned if line.startswith(f"{name}="))
    return next(filter(None, map(_literal, values)), "")


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key.strip().lower(), value.strip()


def _literal(word: str) -> str:
    quote, inside = word[:1], word[1:-1]
    if len(word) > 1 and quote in "'\"" and word.endswith(quote):
        special = "'" if quote == "'" else '"$`\\'
        return "" if any(character in special for character in inside) else inside
    return word if _PLAIN.issuperset(word) else ""
