"""What holds for all rules: a page each, codes that read alike, severities that can be set."""

import re
from pathlib import Path

import pytest

from venvls.analysis.rules import RULES
from venvls.analysis.rules.rule import Rule

PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_has_a_page_with_its_code_and_severity(rule: Rule) -> None:
    page = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# `{rule.code}`\n")
    assert f"\n## Severity\n\n`{rule.severity}`" in page


def test_every_page_belongs_to_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == {rule.code for rule in RULES}


def test_codes_are_kebab_case_and_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", code) for code in codes)
