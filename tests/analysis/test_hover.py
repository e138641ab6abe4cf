"""What is shown about the thing below the cursor."""

from tests.support.check import check_hover


def test_requirement() -> None:
    check_hover(
        """
requ$0ests[socks]>=2 # comment
^^^^^^^^^^^^^^^^^^
-- index --
requests 2.32.3 summary="Python HTTP for Humans." licence=Apache-2.0 requires-python=>=3.8 homepage=https://requests.example
requests 3.0rc1
-- .venv --
requests 2.31.0
-- hover --
**requests**

Python HTTP for Humans\\.

- Latest release: `2.32.3`
- Installed: `2.31.0`
- Licence: Apache\\-2\\.0
- Requires Python: `>=3.8`
- Not scanned for vulnerabilities: `2.32.3`

[Homepage](https://requests.example)
""".replace("\\.", ".")
    )


def test_what_strangers_write_stays_text() -> None:
    check_hover("""
ev$0il
-- index --
evil 1.0 summary="**bold** [x](javascript:alert(1)) <b>" homepage=javascript:alert(1)
-- hover --
**evil**

\\*\\*bold\\*\\* \\[x\\]\\(javascript:alert\\(1\\)\\) \\<b\\>

- Latest release: `1.0`
- Not scanned for vulnerabilities: `1.0`

Homepage
""")


def test_everything_an_index_tells() -> None:
    check_hover("""
urll$0ib3<2
-- index --
urllib3 2.1 uploaded=950400
urllib3 2.0 uploaded=864000 yanked="broken"
urllib3 1.26.5 uploaded=777600
urllib3 1.25
vulnerable urllib3 1.26.5 id=GHSA-1 fixed-in=2.0
vulnerable urllib3 1.26.5 id=GHSA-2
deprecated urllib3 reason="<use other>"
published urllib3 2.1 from=GitHub by=urllib3/urllib3
source urllib3 https://index.example/simple
-- settings --
now = 1000180
-- hover --
**urllib3**

- Latest release: `2.1` (1970-01-12)
- This requirement takes: `1.26.5` (1970-01-10)
- Other releases: `2.0` (1970-01-11) (yanked: broken), `1.26.5` (1970-01-10) and 1 more
- `2.1` was published from GitHub `urllib3/urllib3`, says the index
- Known vulnerabilities in `1.26.5`: `GHSA-1` (fixed in `2.0`), `GHSA-2`
- Status: deprecated, \\<use other\\>
- According to `https://index.example/simple`, asked 3 minutes ago
""")


def test_clean_is_said_as_such() -> None:
    check_hover("""
urll$0ib3
-- index --
urllib3 2.1
vulnerable other 1.0 id=GHSA-1
-- hover --
**urllib3**

- Latest release: `2.1`
- No known vulnerabilities in `2.1`
""")


def test_marker_is_decided() -> None:
    check_hover("""
flask; python_vers$0ion < "3"
-- .venv --
python 3.12.0
-- hover --
**flask**

Does not apply in `.venv`: `python_version < "3"`
""")


def test_imported_module_names_its_project() -> None:
    check_hover("""
-- app.py --
import ya$0ml
       ^^^^
-- .venv --
PyYAML 6.0.2 modules=yaml
-- hover --
**PyYAML**

- Installed: `6.0.2`
""")


def test_nothing_is_shown_for_the_standard_library() -> None:
    check_hover("""
-- app.py --
import o$0s
-- .venv --
""")


def test_latest_release_that_cannot_be_installed_here_and_the_one_that_is_taken() -> None:
    check_hover("""
fut$0ure
-- .venv --
python 3.12.1
tag py3-none-any
-- index --
future 2.0 requires-python=>=3.13
future 1.0
-- hover --
**future**

- Latest release: `2.0` (not for Python 3.12.1)
- This requirement takes: `1.0`
- Requires Python: `>=3.13`
- Not scanned for vulnerabilities: `1.0`
""")
    check_hover("""
for$0eign
-- .venv --
python 3.12.1
tag py3-none-any
-- index --
foreign 2.0 wheels=cp312-cp312-win_arm64 no-source
foreign 1.0
-- hover --
**foreign**

- Latest release: `2.0` (no file that can be installed here)
- This requirement takes: `1.0`
- Not scanned for vulnerabilities: `1.0`
""")


def test_what_the_locks_hold_is_told_beside_what_is_installed() -> None:
    check_hover("""
-- pyproject.toml --
[project]
name = "shop"
dependencies = ["SIX$0>=1"]
-- uv.lock --
version = 1
[[package]]
name = "six"
version = "1.16.0"
[[package]]
name = "flask"
version = "3.0"
-- pylock.toml --
[[packages]]
name = "six"
version = "1.15.0"
-- .venv --
six 1.17.0
-- hover --
**six**

- Installed: `1.17.0`
- Locked: `1.16.0` in `uv.lock`
- Locked: `1.15.0` in `pylock.toml`
""")
