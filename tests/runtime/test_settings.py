"""Settings as clients really send them."""

import pytest

from venvls.model.settings import DEFAULTS, InstallerChoice, NameLists, Severity
from venvls.runtime.settings import read_settings


@pytest.mark.parametrize(
    "sent",
    [
        {"index": {"names": "off"}},
        {"venvls": {"index": {"names": "off"}}},
        {"index.names": "off"},
        {"venvls": {"index.names": "off"}},
    ],
)
def test_nested_dotted_bare_and_below_our_name(sent):
    settings, problems = read_settings(sent, {})
    assert settings.index_names is NameLists.OFF
    assert problems == ()


def test_the_variable_stands_where_the_client_says_nothing():
    assert read_settings({}, {"VENVLS_INDEX_NAMES": "off"})[0].index_names is NameLists.OFF
    said = read_settings({"index": {"names": "auto"}}, {"VENVLS_INDEX_NAMES": "off"})[0]
    assert said.index_names is NameLists.AUTO


def test_a_wrong_value_keeps_the_default_and_is_named():
    settings, problems = read_settings({"installer": "conda", "offline": "yes"}, {})
    assert settings == DEFAULTS
    assert problems == (
        "the setting `installer` cannot be: `conda`",
        "the setting `offline` cannot be: `yes`",
    )


@pytest.mark.parametrize("sent", [None, 5, [], "text", {}, {"unknown": {"deep": 1}}, {"index": None}])
def test_anything_else_means_the_defaults(sent):
    assert read_settings(sent, {}) == (DEFAULTS, ())


def test_severities_are_a_map_of_codes():
    settings, _ = read_settings({"diagnostics": {"severity": {"not-installed": "off"}}}, {})
    assert settings.severities == {"not-installed": Severity.OFF}


def test_the_installer_is_one_of_three():
    assert read_settings({"installer": "uv"}, {})[0].installer is InstallerChoice.UV


def test_what_was_said_at_the_start_holds_where_nothing_is_said_later():
    initial = {"index": {"names": "off"}, "installer": "uv"}
    settings, _ = read_settings({"venvls": {"installer": "pip"}}, {}, initial)
    assert settings.index_names is NameLists.OFF
    assert settings.installer is InstallerChoice.PIP


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://advisories.example/", "https://advisories.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", ""),
    ],
)
def test_a_service_for_advisories_is_an_address(address, taken):
    settings, problems = read_settings({"vulnerabilities": {"service": address}}, {})
    assert (settings.vulnerability_service, problems) == (taken, ())


@pytest.mark.parametrize(
    "address",
    ["http://advisories.example", "https://me:secret@advisories.example", "ftp://a.example", "here", 5],
)
def test_a_service_without_encryption_or_with_credentials_is_refused(address):
    settings, problems = read_settings({"vulnerabilities": {"service": address}}, {})
    assert settings == DEFAULTS
    (problem,) = problems
    assert "secret" not in problem
