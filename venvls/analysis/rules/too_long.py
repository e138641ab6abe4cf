"""`too-long`: the manifest is longer than what is read, so nothing else is said about it."""

from venvls.analysis.rules.parsing import parsed
from venvls.analysis.rules.rule import BlockRule
from venvls.model.settings import Severity
from venvls.syntax.manifest import TOO_LONG

RULE = BlockRule(TOO_LONG, Severity.INFORMATION, parsed(TOO_LONG))
