"""The fault table, end to end: nothing false is said, typing goes on, nobody is told too much, it heals."""

import shutil

import pytest

from tests.support.fault_table import KEYSTROKES, ROWS, experienced

FALSE = frozenset({"unknown-project", "no-matching-release", "yanked-release"})
"""What nobody may say while the index is away."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
async def test_what_a_person_goes_through(row, tmp_path):
    if row.name.startswith("TLS") and shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates of this row")
    outcome = await experienced(row, tmp_path)
    assert row.said in outcome.said
    assert "Traceback" not in outcome.said
    assert len(outcome.keystrokes) == KEYSTROKES
    if row.fails:
        assert not FALSE & outcome.codes
        assert outcome.back is not None
    assert outcome.asked.get("another host, with credentials", 0) == 0
    redirected = row.name == "redirect with credentials"
    assert ("another host" in outcome.asked) == redirected
    assert ("the index, with credentials" in outcome.asked) == redirected
    # Four names, at most eight addresses each: a broken host is not asked by every keystroke.
    assert sum(outcome.asked.values()) <= 40
