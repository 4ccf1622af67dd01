"""Benches of the whole: pages as they are served."""

from config.benches import pages, web
from core import benches

benches.register(
    benches.Bench(
        name="web",
        promise="fifty people at work over HTTP on two workers, on a generated province, beside one person alone",
        measure=web.measure,
        sizes=(20_000,),
        tiny=(1_000,),
        seconds=60,
        packages=("gunicorn",),
    )
)
benches.register(
    benches.Bench(
        name="pages",
        promise="the lists and the pages of a county's own things, as the province round the county grows",
        measure=pages.measure,
        sizes=(10_000, 100_000),
        tiny=(200, 1_200),
        runs=5,
    )
)
