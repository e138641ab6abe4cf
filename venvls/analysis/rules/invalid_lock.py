"""`invalid-lock`: the lockfile does not follow its format (PEP 751)."""

from venvls.analysis.rules.parsing import parsed
from venvls.analysis.rules.rule import BlockRule
from venvls.model.settings import Severity

RULE = BlockRule("invalid-lock", Severity.ERROR, parsed("invalid-lock"))
