"""Named queries: SQL lives in `.sql` files, each block under `-- name: question_it_answers`."""

import re
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


class Queries:
    """The queries of one `.sql` file, by name."""

    def __init__(self, package: str, filename: str) -> None:
        """Read the file beside the package's modules. Raises FileNotFoundError, ValueError for a name given twice."""
        text = resources.files(package).joinpath(filename).read_text("utf-8")
        _, *parts = _NAME.split(text)
        self._queries: dict[str, str] = {}
        for name, sql in zip(parts[::2], parts[1::2], strict=True):
            if name in self._queries:
                raise ValueError(f"{filename}: query {name} is written twice")
            self._queries[name] = sql.strip()

    def __getitem__(self, name: str) -> str:
        """Return the SQL of a query. Raises KeyError."""
        return self._queries[name]
