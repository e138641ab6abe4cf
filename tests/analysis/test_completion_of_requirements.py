"""What is proposed in a requirements file, and which token it replaces."""

from tests.support.check import check_completion

NAMES = """
-- names --
requests
requests-oauthlib
flask
-- .venv --
requests 2.31.0
rich 13.0
"""

RELEASES = """
-- index --
flask 3.1rc1
flask 3.0.1
flask 3.0.0 yanked="broken wheel"
flask 2.3 requires-python=>=3.13
flask 2.2
-- .venv --
python 3.12.0
flask 2.2
"""


def test_names_in_use_come_before_names_of_the_index() -> None:
    check_completion(f"""
re$0
^^ replaced
{NAMES}
-- completion --
requests | 2.31.0 installed
requests-oauthlib
""")


def test_the_whole_token_is_replaced() -> None:
    check_completion(f"""
req$0ests>=2
^^^^^^^ replaced
{NAMES}
-- completion --
requests | 2.31.0 installed
requests-oauthlib
""")


def test_both_spellings_match() -> None:
    check_completion("""
Typing_Ex$0
-- names --
typing-extensions
-- completion --
typing-extensions
""")


def test_declared_names_are_proposed() -> None:
    check_completion("""
dj$0
-- requirements-dev.txt --
Django>=5
-- settings --
-- completion --
Django | declared in this project
""")


def test_what_is_installed_comes_before_what_is_declared_and_that_before_other_projects() -> None:
    check_completion("""
re$0
^^ replaced
-- requirements-dev.txt --
redis
-- ../other/requirements.txt --
rebound
requests
-- names --
re
-- .venv --
requests 2.31.0
-- completion --
requests | 2.31.0 installed
redis | declared in this project
rebound
re
""")


def test_empty_line_proposes_what_is_installed() -> None:
    check_completion("""
requests
$0
-- .venv --
requests 2.31.0
rich 13.0
-- completion --
requests | 2.31.0 installed
rich | 13.0 installed
""")


def test_versions_are_newest_first_and_those_not_to_take_last() -> None:
    check_completion(f"""
flask==$0
{RELEASES}
-- completion --
3.0.1 | newest
2.2 | installed
3.1rc1 | pre-release
2.3 | needs Python >=3.13
3.0.0 | yanked: broken wheel
""")


def test_version_without_a_file_for_the_environment_comes_after_those_with_one() -> None:
    check_completion("""
foreign==$0
-- .venv --
tag py3-none-any
-- index --
foreign 2.0 wheels=cp312-cp312-win_arm64 no-source
foreign 1.5 wheels=cp312-cp312-win_arm64
foreign 1.0 wheels=py3-none-any
-- completion --
1.5 | newest
1.0
2.0 | no wheel that fits
""")


def test_version_token_is_replaced_alone() -> None:
    check_completion(f"""
flask[async] >= 3.$00 , <4 ; python_version > "3"
                ^^^ replaced
{RELEASES}
-- completion --
3.0.1 | newest
2.2 | installed
3.1rc1 | pre-release
2.3 | needs Python >=3.13
3.0.0 | yanked: broken wheel
""")


def test_other_comparisons_leave_versions_out() -> None:
    check_completion(f"""
flask>=2.3,<$0
{RELEASES}
-- completion --
3.0.1 | newest
3.1rc1 | pre-release
2.3 | needs Python >=3.13
3.0.0 | yanked: broken wheel
""")


def test_without_index_the_installed_version_is_proposed() -> None:
    check_completion("""
flask == $0
-- .venv --
flask 2.2
-- completion --
2.2 | installed
""")


def test_extras_of_the_release_that_would_be_chosen() -> None:
    check_completion("""
requests[socks, $0]>=2
-- index --
requests 2.32 extras=socks,security,use-chardet
requests 3.0rc1 extras=other
-- completion --
security
use-chardet
""")


def test_extras_that_begin_otherwise_are_not_proposed() -> None:
    check_completion("""
requests[USE_$0]
-- index --
requests 2.32 extras=socks,security,use-chardet
-- completion --
use-chardet
""")


def test_half_typed_extra() -> None:
    check_completion("""
requests[se$0
         ^^ replaced
-- index --
requests 2.32 extras=socks,security
-- completion --
security
""")


def test_operators_after_the_name_and_after_a_comma() -> None:
    expected = """
-- completion --
>= | this version or later
== | exactly this version
~= | compatible with this version
< | before this version
<= | this version or earlier
> | after this version
!= | any but this version
=== | exactly this text
"""
    check_completion("flask $0" + expected)
    check_completion("flask=$0\n     ^ replaced" + expected)
    check_completion("flask>=2, $0" + expected)


def test_nothing_in_comments_and_addresses() -> None:
    check_completion("# fla$0sk\n")
    check_completion("flask>=2 # ab$0out\n")
    check_completion("thing @ https://files.example/th$0ing.whl\n")


def test_releases_that_are_too_young_come_late() -> None:
    check_completion("""
flask==$0
-- index --
flask 3.1 uploaded=999000
flask 3.0 uploaded=100000
flask 2.9
-- settings --
index.minimumReleaseAge = 86400
-- completion --
3.0 | newest
2.9
3.1 | released only recently
""")
