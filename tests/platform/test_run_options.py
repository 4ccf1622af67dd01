"""`./run --help` answers on a machine where nothing is installed yet."""

from __future__ import annotations

import subprocess
import sys

from config.run_options import BASE


def test_help_needs_the_standard_library_alone() -> None:
    ask = "import sys; sys.argv = ['run', 'run', '--help']; from config import bootstrap; \
bootstrap.prepare_environment = lambda: print('prepared'); bootstrap.main()"
    told = subprocess.run([sys.executable, "-S", "-c", ask], cwd=BASE, capture_output=True, text=True, check=True)
    assert "--port PORT" in told.stdout
    assert told.stdout.endswith("prepared\n")
