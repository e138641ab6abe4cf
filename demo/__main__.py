"""Runs the story in a temporary folder, against the configured index or a bundled one."""

import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path

from demo.indexes import chosen_index
from demo.screen import Screen
from demo.story import tell
from tests.support.stdio import connected


async def _main() -> int:
    # Whether an index answers is told in a sentence of our own.
    logging.getLogger("venvls").addHandler(logging.NullHandler())
    screen = Screen(coloured=sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    with tempfile.TemporaryDirectory(prefix="venvls-demo-") as temporary:
        # The real path, since a server answers with the addresses it was given.
        place = Path(temporary).resolve()
        async with chosen_index(screen) as index_variables:
            environ = {
                **index_variables,
                "VENVLS_INDEX_NAMES": "off",
                "VENVLS_CACHE_DIR": str(place / "cache"),
                "VENVLS_STATE_DIR": str(place / "state"),
                "VIRTUAL_ENV": "",
            }
            async with connected("server", environ=environ) as server:
                await tell(server, place / "shop", screen)
    screen.closing()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
