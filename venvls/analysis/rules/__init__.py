"""Every diagnostic, one module each; `RULES` is the only list of them.

A rule does not know the others, and it never asks whether it is switched off.
"""

from venvls.analysis.rules import (
    conflicting_requirements,
    deprecated_form,
    duplicate_requirement,
    environment_defect,
    group_cycle,
    ignored_option,
    inactive_requirement,
    include_cycle,
    invalid_lock,
    invalid_option,
    invalid_requirement,
    invalid_toml,
    malformed_hash,
    marker_never_holds,
    missing_hash,
    missing_include,
    name_not_normalised,
    no_matching_release,
    not_installed,
    unknown_extra,
    unknown_group,
    unknown_project,
    unresolved_import,
    unsatisfiable_requirement,
    version_mismatch,
    yanked_release,
)
from venvls.analysis.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    environment_defect.RULE,
    invalid_requirement.RULE,
    invalid_option.RULE,
    invalid_toml.RULE,
    invalid_lock.RULE,
    malformed_hash.RULE,
    unsatisfiable_requirement.RULE,
    unknown_project.RULE,
    no_matching_release.RULE,
    yanked_release.RULE,
    unknown_extra.RULE,
    not_installed.RULE,
    version_mismatch.RULE,
    duplicate_requirement.RULE,
    conflicting_requirements.RULE,
    missing_hash.RULE,
    missing_include.RULE,
    include_cycle.RULE,
    unknown_group.RULE,
    group_cycle.RULE,
    marker_never_holds.RULE,
    inactive_requirement.RULE,
    ignored_option.RULE,
    deprecated_form.RULE,
    name_not_normalised.RULE,
    unresolved_import.RULE,
)
"""In the order in which findings at one place are shown."""

BY_CODE = {rule.code: rule for rule in RULES}
