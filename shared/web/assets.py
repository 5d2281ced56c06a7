"""Assets served by ourselves: the manifest of hashed names, and files that browsers may keep for ever."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


class AssetsNotBuiltError(RuntimeError):
    """The folder of built assets is absent: `npm ci && npm run assets` makes it."""

    def __init__(self, manifest: Path) -> None:
        super().__init__(f"no {manifest.name} in {manifest.parent}: run `npm ci` then `npm run assets`")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The hashed file name of each asset, by its plain name (`maillage.css` → `maillage.5acf47a277c0.css`)."""

    files: dict[str, str]

    @classmethod
    def load(cls, folder: Path = STATIC) -> "Manifest":
        """Read the manifest of a built folder. Raises AssetsNotBuiltError."""
        path = folder / "manifest.json"
        if not path.is_file():
            raise AssetsNotBuiltError(path)
        return cls({name: entry["file"] for name, entry in json.loads(path.read_bytes()).items()})

    def __getitem__(self, name: str) -> str:
        """Return the hashed name. Raises KeyError on an asset that the build does not make."""
        return self.files[name]


class ImmutableFiles(StaticFiles):
    """Static files whose names carry their content's hash: gzipped beforehand, kept for ever by browsers."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with the gzipped twin when the browser takes it, and say that nothing will ever change."""
        zipped = Path(f"{os.fspath(full_path)}.gz")
        takes_gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if takes_gzip and zipped.is_file():
            response = super().file_response(zipped, zipped.stat(), scope, status_code)
            response.headers["content-encoding"] = "gzip"
            response.headers["vary"] = "Accept-Encoding"
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["content-type"] = _content_type(full_path)
        response.headers["cache-control"] = FOR_EVER
        return response


CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json",
}


def _content_type(path: str | os.PathLike[str]) -> str:
    return CONTENT_TYPES.get(Path(path).suffix, "application/octet-stream")
