"""The `initialize` requests of real editors, recorded: what each of them really says that it can.

One file an editor and version in `tests/server/clients`. `${ROOT}` stands for the project folder.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "server" / "clients"

NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def initialize_params(name: str, root: Path) -> dict[str, Any]:
    """Return what the editor says when it is started on `root`."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    return dict(json.loads(text.replace("${ROOT}", str(root)))["params"])


def capability(params: dict[str, Any], path: str) -> Any:
    """Return a capability by its dotted path, `None` if the editor does not mention it."""
    value: Any = params["capabilities"]
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
