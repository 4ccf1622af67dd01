"""Benches of the engine: one full decision beside the library alone and another engine."""

from core import benches
from workflows.engine.benches.lifecycle import measure

benches.register(
    benches.Bench(
        name="engine",
        promise="one full decision beside bare Viewflow and SpiffWorkflow, one client and four",
        measure=measure,
        sizes=(1, 4),
        tiny=(1,),
        packages=("django-viewflow", "SpiffWorkflow", "psycopg2-binary"),
    )
)
