"""What Poetry itself makes of version constraints: the oracle for `syntax.poetry`.

    allowed(constraints, versions)   the versions that each constraint allows, `None` where Poetry refuses it

Asks the poetry-core that is installed with the tool, in one process; without the tool the test is skipped.
"""

import json
import subprocess
from collections.abc import Sequence

from tests.support.tools import tool

_PROGRAM = """
import json, sys
from poetry.core.constraints.version import Version, parse_constraint

def allowed(constraint):
    try:
        parsed = parse_constraint(constraint)
    except ValueError:
        return None
    return [version for version in versions if parsed.allows(Version.parse(version))]

constraints, versions = json.load(sys.stdin)
json.dump([allowed(constraint) for constraint in constraints], sys.stdout)
"""


def allowed(constraints: Sequence[str], versions: Sequence[str]) -> list[list[str] | None]:
    """Return what Poetry answers, in the order of the constraints."""
    python = tool("poetry").with_name("python")
    asked = json.dumps([constraints, versions])
    finished = subprocess.run(
        [python, "-c", _PROGRAM], input=asked, capture_output=True, text=True, check=True, timeout=60
    )
    answer: list[list[str] | None] = json.loads(finished.stdout)
    return answer
