"""`inactive-requirement`: the marker does not hold in this environment, so the line is dimmed.

Nothing is wrong with such a line: it is meant for another Python or platform.
"""

from collections.abc import Iterator

from venvls.analysis.marker_space import can_hold
from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark for the whole requirement when its marker is known not to hold."""
    if site.applies is False and can_hold(str(site.declaration.marker)):
        message = f"the marker does not hold in `{site.view.environment_name}`"
        yield Remark(site.declaration.span, message, unnecessary=True)


RULE = DeclarationRule("inactive-requirement", Severity.HINT, check)
