"""The small county equipped with organs and people, at 1 July of the year before the plan."""

from tests.plans.services.conftest import county, equipped

__all__ = ["county", "equipped"]
