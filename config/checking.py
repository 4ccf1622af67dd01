"""`./test`: every check, then every test; `./test ARGUMENTS` hands the arguments to pytest and checks nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from config import embedded

BASE = Path(__file__).resolve().parent.parent
MANAGE = ("manage.py",)
AT_ONCE = 2
"""How many workers test."""
CHECKED_AT_ONCE = AT_ONCE + 1
"""How many checks run side by side: the fonts mostly wait for the network."""
DJADE = str(Path(sys.executable).parent / "djade")  # a compiled program
LINT_IMPORTS = ("-c", "from importlinter.cli import lint_imports_command as lint; lint()")
MIGRATE = (*MANAGE, "shell", "-v", "0", "-c", "from tests import migrated; migrated.database()")
# What a real installation has, for the checks that ask for it.
AS_DEPLOYED = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "tongchou.example",
    "PUBLIC_URL": "https://tongchou.example",
    "SECRET_KEY": "checks only: " + "0123456789abcdef" * 4,
}


@dataclass(frozen=True)
class Stage:
    """One check: a command line, Python's if not said otherwise, that ends with 0 when all is well."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    program: str = sys.executable


def main() -> None:
    arguments = sys.argv[1:]
    os.chdir(BASE)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a hundred programs are started: translated once is enough
    data = Path(os.environ.get("DATA_DIR") or BASE / "var")
    try:
        with embedded.provided(data):
            sys.exit(_checked(arguments))
    except embedded.CannotProvide as refusal:
        sys.exit(str(refusal))


def _checked(arguments: Sequence[str]) -> int:
    if arguments:
        return 1 if _failed(_preparations()) else _pytest(arguments)
    needed, (types, *quick) = [*_preparations(), Stage("database that tests copy", MIGRATE)], _checks()
    failed = _failed([types, *needed, *quick])
    print(f"checks failed: {', '.join(failed)}" if failed else "checks passed", flush=True)
    if {stage.name for stage in needed} & set(failed):
        return 1
    tested = _pytest(["-n", str(AT_ONCE), "--dist", "loadscope", "--no-loadscope-reorder"])
    return tested or int(bool(failed))


def _failed(stages: Sequence[Stage]) -> list[str]:
    """The names of those that do not pass; begun in this order."""
    with ThreadPoolExecutor(CHECKED_AT_ONCE) as pool:
        passed = list(pool.map(_passes, stages))
    return [stage.name for stage, is_passed in zip(stages, passed, strict=True) if not is_passed]


def _preparations() -> list[Stage]:
    return [
        Stage("fonts", [*MANAGE, "install_fonts"]),
        Stage("translations", [*MANAGE, "compile_translations"]),
    ]


def _checks() -> list[Stage]:
    templates = [str(path) for path in sorted(BASE.glob("templates/**/*.html"))]
    return [
        Stage("types", ["-m", "mypy", "."]),  # as long as all others together: begun first
        Stage("format", ["-m", "ruff", "format", "--check", "."]),
        Stage("lint", ["-m", "ruff", "check", "."]),
        Stage("layers", LINT_IMPORTS),
        Stage("templates: djade", ["--check", "--target-version", "5.2", *templates], program=DJADE),
        Stage("templates: djlint", ["-m", "djlint", "--lint", "--quiet", "templates"]),
        Stage("settings as deployed", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], AS_DEPLOYED),
        Stage("migrations complete", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        Stage(
            "compose file",
            ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ),
    ]


def _passes(stage: Stage) -> bool:
    """Run one stage; what it printed is shown when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [stage.program, *stage.command],
        env={**os.environ, **stage.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    told = f"· {stage.name} {verdict} {time.monotonic() - began:.1f} s\n"
    print(told if done.returncode == 0 else told + done.stdout, end="", flush=True)  # at once: others print too
    return done.returncode == 0


def _pytest(arguments: Sequence[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


if __name__ == "__main__":
    main()
