"""`invalid-toml`: the document, or a statement of it, is not TOML."""

from venvls.analysis.rules.parsing import parsed
from venvls.analysis.rules.rule import BlockRule
from venvls.model.settings import Severity

RULE = BlockRule("invalid-toml", Severity.ERROR, parsed("invalid-toml"))
