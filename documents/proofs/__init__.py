"""Proofs of the documents: their numbers under a crowd, and their typesetting by measure."""

from documents.proofs import numbers, typesetting

__all__ = ["numbers", "typesetting"]
