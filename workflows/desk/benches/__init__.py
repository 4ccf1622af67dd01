"""Benches of the desk: the inbox, the dossier page and the search."""

from core import benches
from workflows.desk.benches import dossier, inbox, search

benches.register(
    benches.Bench(
        name="inbox",
        promise="page and counts for three kinds of people beside the ideal query and the stock queue, as history grows",
        measure=inbox.measure,
        sizes=(10_000, 100_000),
        tiny=(400, 800),
        runs=15,
        packages=("django-viewflow", "django-guardian"),
    )
)
benches.register(
    benches.Bench(
        name="dossier",
        promise="the dossier page beside the same facts asked row by row, as stored volume grows",
        measure=dossier.measure,
        sizes=(10_000, 100_000),
        tiny=(400, 800),
        runs=9,
    )
)
benches.register(
    benches.Bench(
        name="search",
        promise="a number, initials and a common word beside the ideal query and a pass over all titles, as volume grows",
        measure=search.measure,
        sizes=(10_000, 100_000),
        tiny=(400, 800),
        runs=9,
    )
)
