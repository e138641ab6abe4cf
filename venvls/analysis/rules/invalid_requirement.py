"""`invalid-requirement`: the text is not a requirement an installer reads (PEP 508, PEP 440)."""

from venvls.analysis.rules.parsing import parsed
from venvls.analysis.rules.rule import BlockRule
from venvls.model.settings import Severity

RULE = BlockRule("invalid-requirement", Severity.ERROR, parsed("invalid-requirement"))
