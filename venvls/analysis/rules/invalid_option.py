"""`invalid-option`: the text is not an option that pip accepts in a requirements file."""

from venvls.analysis.rules.parsing import parsed
from venvls.analysis.rules.rule import BlockRule
from venvls.model.settings import Severity

RULE = BlockRule("invalid-option", Severity.ERROR, parsed("invalid-option"))
