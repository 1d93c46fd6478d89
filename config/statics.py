# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser loads besides pages, sent packed: a first visit over a slow line fits its budget."""

import gzip
import os
import secrets
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

PACKED = (".css", ".js", ".svg")


class PackedStatics(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise that packs text by itself as it starts, into the state folder; fonts are packed already."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        if not path.endswith(PACKED) or not os.path.exists(path):
            return super().get_static_file(path, url, stat_cache=stat_cache)
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), encodings={"gzip": str(packed(Path(path)))})


def packed(path: Path) -> Path:
    """The packed twin of a text file, made anew where the file has changed."""
    folder = Path(settings.STATE_FOLDER) / "packed"
    twin = folder / f"{path.name}.{path.stat().st_mtime_ns}.gz"
    if not twin.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{twin.name}.{secrets.token_hex(4)}"
        fresh.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        os.replace(fresh, twin)
    return twin
