"""A marker is called impossible only when no environment satisfies it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker, UndefinedComparison, default_environment

from venvls.analysis.marker_space import can_hold

VALUES = {
    "python_version": ["2.7", "3.8", "3.9", "3.10", "3.12", "4.0"],
    "python_full_version": ["3.8.0", "3.8.10", "3.12.0rc1", "3.13.2"],
    "sys_platform": ["linux", "win32", "darwin"],
    "os_name": ["posix", "nt"],
    "implementation_name": ["cpython", "pypy"],
}
COMPARISONS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.builds(
        '{} {} "{}"'.format,
        st.just(name),
        st.sampled_from(["==", "!=", ">=", "<", ">", "<=", "~=", "in", "not in"]),
        st.sampled_from(
            [*VALUES[name], *([" ".join(VALUES[name])] if name != "python_full_version" else [])]
        ),
    )
)
MARKERS = st.recursive(
    COMPARISONS,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=5,
)
PYTHONS = st.sampled_from(
    ["2.7.18", "3.8.0", "3.8.9", "3.8.10", "3.9.1", "3.11.4", "3.12.0rc1", "3.13.2", "4.0.0"]
)
ENVIRONMENTS = st.builds(
    lambda python, platform, os_name, implementation: {
        **{name: str(value) for name, value in default_environment().items()},
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": platform,
        "os_name": os_name,
        "implementation_name": implementation,
    },
    PYTHONS,
    st.sampled_from(["linux", "win32", "darwin", "aix", "linux win32"]),
    st.sampled_from(["posix", "nt", "java"]),
    st.sampled_from(["cpython", "pypy", "graalpy"]),
)


@given(MARKERS, ENVIRONMENTS)
def test_what_holds_somewhere_can_hold(written: str, environment: dict[str, str]) -> None:
    marker = Marker(written)
    try:
        holds = marker.evaluate(environment)
    except UndefinedComparison:
        return
    assert can_hold(str(marker)) or not holds


@pytest.mark.parametrize(
    "marker",
    [
        'python_version < "3.8" and python_version > "3.10"',
        'python_version == "3.8" and python_full_version >= "3.9.1"',
        'sys_platform == "win32" and sys_platform == "linux"',
        '(os_name == "nt" or os_name == "posix") and os_name == "java"',
        'extra == "a" and extra == "b"',
    ],
)
def test_impossible_markers(marker: str) -> None:
    assert not can_hold(str(Marker(marker)))


@pytest.mark.parametrize(
    "marker",
    [
        '"lin" in sys_platform and "ux" in sys_platform',
        'platform_release >= "5.10" and platform_release < "5.11"',
        'python_version in "3.8 3.9" and python_version >= "3.9"',
        'python_full_version > "3.12.3" and python_full_version < "3.12.5"',
        'extra == "docs"',
    ],
)
def test_possible_and_undecided_markers(marker: str) -> None:
    assert can_hold(str(Marker(marker)))
