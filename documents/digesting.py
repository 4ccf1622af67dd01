"""Takes the SHA-256 of an uploaded file as it comes in; nothing of it is kept, in memory or on disk."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 64 * 1024 * 1024
"""Bytes of an upload; a document of 5,000 rows has five."""


class Digesting(FileUploadHandler):
    """Hands the form, in the place of each file, its digest in hexadecimal; refuses more than LARGEST bytes."""

    def handle_raw_input(  # Django hands everything over by position
        self, input_data: Any, headers: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > LARGEST:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile | None:
        return SimpleUploadedFile("digest", self.digest.hexdigest().encode()) if file_size else None
