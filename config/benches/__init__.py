"""Benches of the whole: pages as they are served."""

from config.benches import web
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
