"""What the interface answers of people and organisations: a number and a name."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as fields

Plain = fields.Serializer[Any]


class Place(Plain):
    """An organisation."""

    id = fields.IntegerField()
    name = fields.CharField()


class Person(Plain):
    """A person, by name."""

    id = fields.IntegerField()
    name = fields.CharField()
