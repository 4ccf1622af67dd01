"""The same county as the plan room's tests."""

from tests.plans.services.conftest import county, equipped

__all__ = ["county", "equipped"]
