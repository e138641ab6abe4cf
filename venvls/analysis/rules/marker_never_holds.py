"""`marker-never-holds`: there is no environment in which the requirement applies.

Found by trying: the marker is evaluated for every combination of values that could make a difference
to it. Markers with too many variables are left alone.
"""

from collections.abc import Iterator

from venvls.analysis.marker_space import can_hold
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark for a marker that is false everywhere."""
    marker, span = site.declaration.marker, site.declaration.marker_span
    if marker is not None and span is not None and not can_hold(str(marker)):
        yield Remark(span, "no environment satisfies this marker", unnecessary=True)


RULE = DeclarationRule("marker-never-holds", Severity.WARNING, check)
