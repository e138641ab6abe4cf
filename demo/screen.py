"""Prints what an editor would show: files with carets under what is said, steps, progress."""

import json
from collections.abc import Mapping, Sequence

Json = Mapping[str, object]
WIDTH = 110
SEVERITIES = {1: "error", 2: "warning", 3: "information", 4: "hint"}


class Screen:
    """A terminal."""

    def __init__(self, *, coloured: bool) -> None:
        self._coloured = coloured
        self._step = 0

    def say(self, text: str) -> None:
        """Print one line of narration."""
        print(f"   {text}", flush=True)

    def step(self, title: str) -> None:
        """Begin a numbered step."""
        self._step += 1
        print("\n" + self._paint(f"{self._step}. {title}", "1;36"), flush=True)

    def file(self, name: str, text: str, diagnostics: Sequence[Mapping[str, object]] = ()) -> None:
        """Print a file with its diagnostics below the lines they are about."""
        print(self._paint(f"   ── {name} ", "2"))
        for number, line in enumerate(text.splitlines()):
            print(f"   │ {line}")
            for diagnostic in diagnostics:
                start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]  # type: ignore[index]
                if start["line"] == number:
                    width = max(
                        1, (end["character"] if end["line"] == number else len(line)) - start["character"]
                    )
                    severity = SEVERITIES[diagnostic.get("severity", 1)]  # type: ignore[index]
                    label = f"{severity}[{diagnostic['code']}]: {diagnostic['message']}"
                    carets = " " * start["character"] + "^" * width
                    print("   │ " + self._paint(f"{carets} {label}", "31" if severity == "error" else "33"))

    def value(self, value: object) -> None:
        """Print a JSON value, with what fits a line on one."""
        print("   " + _laid_out(value, "   "), flush=True)

    def closing(self) -> None:
        """Print the last line."""
        print("\n" + self._paint("Done: the temporary project is removed.", "1;32"))

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured else text


def _laid_out(value: object, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= WIDTH:
        return flat
    inner = indent + "  "
    match value:
        case dict():
            lines = [f"{inner}{json.dumps(key)}: {_laid_out(each, inner)}" for key, each in value.items()]
            return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
        case list():
            return "[\n" + ",\n".join(inner + _laid_out(each, inner) for each in value) + f"\n{indent}]"
        case _:
            return flat if len(flat) <= 2 * WIDTH else flat[: 2 * WIDTH] + '…"'
