"""Foreign keys and migrations point down only, like imports."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def ranks() -> dict[str, int]:
    """App label -> height, read from the contract that import-linter holds; core is 0."""
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    layers = [layer.split("|") for layer in reversed(contracts[0]["layers"])]
    return {name.strip().rpartition(".")[2]: height for height, names in enumerate(layers) for name in names}


def points_down(source: str, target: str) -> bool:
    """May something of the app `source` point at something of `target`?"""
    heights = ranks()
    return source == target or heights[target] < heights[source]


def project_models() -> Iterator[type[Model]]:
    for app in ranks():
        yield from apps.get_app_config(app).get_models(include_auto_created=True)


def relations() -> Iterator[tuple[str, str, str]]:
    """(app, field, app pointed at) of every foreign key, one-to-one and many-to-many."""
    for model in project_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and isinstance(field.related_model, type):
                yield model._meta.app_label, f"{model.__name__}.{field.name}", field.related_model._meta.app_label


def test_every_project_app_has_a_layer() -> None:
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(PYPROJECT.parent)}
    ours = {label for label in ours if ".venv" not in apps.get_app_config(label).path}
    assert ours == set(ranks())


def test_foreign_keys_point_down() -> None:
    heights = ranks()
    walked = [(app, field, target) for app, field, target in relations() if target in heights]
    assert walked
    assert [edge for edge in walked if not points_down(edge[0], edge[2])] == []


@pytest.mark.parametrize(("package", "only"), [("viewflow", {"engine"}), ("guardian", {"roles"})])
def test_foreign_models_are_met_in_one_app(package: str, only: set[str]) -> None:
    assert {app for app, _field, target in relations() if target == package} <= only


def test_migrations_depend_downwards() -> None:
    heights = ranks()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    edges = [
        (app, name, needed)
        for (app, name), migration in loader.disk_migrations.items()
        for needed, _needed_name in migration.dependencies
        if app in heights and needed in heights
    ]
    assert edges
    assert [edge for edge in edges if not points_down(edge[0], edge[2])] == []


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [("plans", "core", True), ("core", "plans", False), ("oversight", "disclosure", False), ("flows", "funds", True)],
)
def test_the_walk_itself(source: str, target: str, allowed: bool) -> None:
    assert points_down(source, target) is allowed
