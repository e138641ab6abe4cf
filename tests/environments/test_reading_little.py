"""How many files it takes to know an environment: two for each distribution, and none of them twice.

Whether it is sound takes one more: for what each wheel was built stands in a file of its own.
"""

import subprocess
import sys
from pathlib import Path

from tests.support.environments import bare, install_fake, site_packages

_COUNTING = """
import sys
from collections import Counter
from venvls.environments.health import diagnose
from venvls.environments.inspection import inspect

prefix, site, *sound = sys.argv[1:]
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
for _ in range(2):
    environment = inspect(prefix)
    if sound:
        diagnose(environment)
    names = Counter(path.rpartition("/")[2] for path in opened if path.startswith(site))
    print(*(f"{name}={count}" for name, count in sorted(names.items())))
    opened.clear()
"""


def opened_files(prefix: Path, *sound: str) -> list[str]:
    """Return which files below site-packages the first look of a process opened, and which the second."""
    command = [sys.executable, "-c", _COUNTING, str(prefix), str(site_packages(prefix)), *sound]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return finished.stdout.splitlines()


def test_each_distribution_takes_two_files_once(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    for number in range(30):
        install_fake(prefix, f"project-{number}", modules=[f"package{number}"], requires=["project-1"])
    assert opened_files(prefix) == ["METADATA=30 RECORD=30", ""]
    assert opened_files(prefix, "sound") == ["METADATA=30 RECORD=30 WHEEL=30", ""]


def test_only_what_was_installed_from_elsewhere_takes_a_third(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "ordinary")
    install_fake(prefix, "checkout", direct_url={"url": "file:///checkout", "dir_info": {}})
    assert opened_files(prefix) == ["METADATA=2 RECORD=2 direct_url.json=1", ""]
