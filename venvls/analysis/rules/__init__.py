"""Every diagnostic, one module each; `RULES` is the only list of them.

A rule does not know the others, and it never asks whether it is switched off.
"""

from venvls.analysis.rules import (
    duplicate_requirement,
    inactive_requirement,
    invalid_requirement,
    no_matching_release,
    not_installed,
    unknown_project,
    unresolved_import,
    version_mismatch,
    yanked_release,
)
from venvls.analysis.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    invalid_requirement.RULE,
    unknown_project.RULE,
    no_matching_release.RULE,
    yanked_release.RULE,
    not_installed.RULE,
    version_mismatch.RULE,
    duplicate_requirement.RULE,
    inactive_requirement.RULE,
    unresolved_import.RULE,
)
"""In the order in which findings at one place are shown."""

BY_CODE = {rule.code: rule for rule in RULES}
