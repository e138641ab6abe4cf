"""What holds for all rules: a page each, codes that read alike, severities that can be set."""

import re
from pathlib import Path

import pytest

from tests.support.check import check_diagnostics
from venvls.analysis.rules import RULES
from venvls.analysis.rules.rule import Rule
from venvls.model.settings import Severity

PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"

EXPLAINED_BY_TEXT = {
    "invalid-requirement": "requirements.txt",
    "invalid-option": "requirements.txt",
    "malformed-hash": "requirements.txt",
    "ignored-option": "requirements.txt",
    "deprecated-form": "requirements.txt",
    "unsatisfiable-requirement": "requirements.txt",
    "marker-never-holds": "requirements.txt",
    "duplicate-requirement": "requirements.txt",
    "missing-hash": "requirements.txt",
    "invalid-toml": "pyproject.toml",
    "group-cycle": "pyproject.toml",
    "unknown-group": "pyproject.toml",
    "duplicate-group": "pyproject.toml",
    "invalid-lock": "pylock.toml",
}
"""Rules whose example needs no environment and no index, with the file it is in."""

TAGGED = {"ignored-option": " dim", "marker-never-holds": " dim", "deprecated-form": " deprecated"}
"""What is shown by the looks of the text, for which a page has no letters."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_has_a_page_with_its_code_and_severity(rule: Rule) -> None:
    page = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# `{rule.code}`\n")
    assert f"\n## Severity\n\n`{rule.severity}`" in page
    (example,) = re.findall(rf"`{{\"{rule.code}\": \"(\w+)\"}}`", page)
    assert example != rule.severity


def test_the_list_of_pages_has_every_rule_with_its_severity() -> None:
    listed = re.findall(r"^\| \[`([\w-]+)`\]\(([\w-]+)\.md\) \| .+ \| `(\w+)`", _list(), re.MULTILINE)
    assert [(code, page) for code, page, _ in listed] == [(rule.code, rule.code) for rule in _by_code()]
    assert [severity for *_, severity in listed] == [rule.severity for rule in _by_code()]


def _list() -> str:
    return (PAGES / "README.md").read_text(encoding="utf-8")


def _by_code() -> list[Rule]:
    return sorted(RULES, key=lambda rule: rule.code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_shows_an_example_and_tells_what_to_do(rule: Rule) -> None:
    page = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    example = _example(rule.code)
    severities = "|".join(Severity)
    assert re.search(rf"^ *\^+ ({severities})\[{rule.code}\]: \S", example, re.MULTILINE)
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [
        "How to fix it",
        "When it is not said",
        "Severity",
    ]


@pytest.mark.parametrize("code", EXPLAINED_BY_TEXT)
def test_example_says_what_is_really_said(code: str) -> None:
    example = _example(code).replace(f"[{code}]", f"{TAGGED.get(code, '')}[{code}]")
    check_diagnostics(f"-- {EXPLAINED_BY_TEXT[code]} --\n{example}")


def _example(code: str) -> str:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    return example


def test_every_page_belongs_to_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == {rule.code for rule in RULES}


def test_codes_are_kebab_case_and_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", code) for code in codes)
