"""`malformed-hash`: a `--hash` that is not `ALGORITHM:DIGEST` with an algorithm pip accepts."""

from venvls.analysis.rules.parsing import parsed
from venvls.analysis.rules.rule import BlockRule
from venvls.model.settings import Severity

RULE = BlockRule("malformed-hash", Severity.ERROR, parsed("malformed-hash"))
