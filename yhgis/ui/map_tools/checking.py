"""One click from a plot to its check: `check` with the plan's own layers, in the background, into the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yhgis.i18n import Message

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.layer import Layer
    from yhgis.model.result import Result
    from yhgis.ui.session import Session
    from yhgis.ui.tasks import Task


def check_layer(session: Session, footprint: Layer) -> Task:
    """Check ``footprint`` (polygons) against every control line, zone, town and platform of the plan.

    The answer goes to `Session.publish`; area basis and sliver width are those of the settings.
    """
    given: dict[str, Any] = {
        "footprint": footprint,
        "basis": session.settings.basis,
        "min_width": session.settings.min_width_m,
    }
    catalog = session.catalog

    def work(feedback: Feedback) -> Result:
        from yhgis.analysis.check import CHECK
        from yhgis.plan.default_layers import with_default_layers

        return CHECK.run(CHECK.complete(with_default_layers(CHECK, given, catalog)), feedback)

    return session.tasks.run(
        work,
        done=session.publish,
        title=Message("Checking {layer}", {"layer": footprint.info.title}),
        owner=session,
        key="check_here",
    )
