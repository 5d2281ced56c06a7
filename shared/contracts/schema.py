"""JSON Schemas of the contracts, as published: generated, committed, compared with the last release."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from shared.contracts.base import Contract
from shared.contracts.registry import registry
from shared.kernel.errors import Refusal

FOLDER = Path(__file__).parent
SCHEMAS = FOLDER / "schemas"
RELEASE = FOLDER / "releases"
EXAMPLES = FOLDER / "examples"
_ANNOTATIONS = {"title", "description", "examples", "default"}


class RuptureDeContratError(Refusal):
    """A released contract no longer says what it promised."""

    message = "{contrat} : {ruptures}. Un contrat publié ne change pas : écrivez une nouvelle version."


def contracts() -> dict[str, type[Contract]]:
    """Return every registered contract by the name of its class."""
    return {entry.contract.__name__: entry.contract for entry in registry().values()}


def schema_of(contract: type[Contract]) -> dict[str, Any]:
    """Return the closed JSON Schema (2020-12) of what a producer writes."""
    schema = contract.model_json_schema(mode="serialization")
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") == "object":
            part["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{contract.__name__}.json",
        **schema,
    }


def as_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as it is committed."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode()


def write_schemas() -> list[str]:
    """Write the schema of every contract and return the names of the files that changed."""
    changed = []
    for name, contract in contracts().items():
        path, text = SCHEMAS / f"{name}.json", as_text(schema_of(contract))
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path.name)
    return changed


def release() -> list[str]:
    """Make the present schemas the released ones. Raises RuptureDeContratError and changes nothing on a break."""
    check_release()
    for name, contract in contracts().items():
        (RELEASE / f"{name}.json").write_text(as_text(schema_of(contract)), "utf-8")
    return list(contracts())


def check_release() -> None:
    """Compare every contract with its released schema. Raises RuptureDeContratError for the first that breaks."""
    for path in sorted(RELEASE.glob("*.json")):
        released = orjson.loads(path.read_bytes())
        contract = contracts().get(path.stem)
        broken = breaks(released, schema_of(contract)) if contract else ["le contrat a disparu"]
        if broken:
            raise RuptureDeContratError(contrat=path.stem, ruptures=" ; ".join(broken))


def breaks(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return, in French, what a reader or the log of the old schema would not survive; empty when nothing.

    Only one change is safe both for readers of yesterday and for events of yesterday: a new optional field.
    """
    found: list[str] = []
    _compare(old, new, "document", found)
    return found


def _compare(old: Any, new: Any, place: str, found: list[str]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        if "properties" in old:
            _compare_object(old, new, place, found)
            return
        for key in sorted((old.keys() | new.keys()) - _ANNOTATIONS - {"$id"}):
            if key not in old or key not in new:
                found.append(f"{place} : « {key} » {'retiré' if key in old else 'ajouté'}")
            else:
                _compare(old[key], new[key], f"{place}.{key}", found)
    elif old != new:
        found.append(f"{place} : {old} devient {new}")


def _compare_object(old: dict[str, Any], new: dict[str, Any], place: str, found: list[str]) -> None:
    fields, now = old["properties"], new.get("properties", {})
    required, required_now = set(old.get("required", ())), set(new.get("required", ()))
    faults = {
        "retiré": fields.keys() - now.keys(),
        "devenu obligatoire": required_now - required,
        "devenu facultatif": (required & now.keys()) - required_now,
    }
    found.extend(f"{place} : champ « {name} » {what}" for what, names in faults.items() for name in sorted(names))
    for name in sorted(fields.keys() & now.keys()):
        _compare(fields[name], now[name], f"{place}.{name}", found)
    kept = {key: value for key, value in old.items() if key not in ("properties", "required", "$defs")}
    kept_now = {key: value for key, value in new.items() if key not in ("properties", "required", "$defs")}
    _compare(kept, kept_now, place, found)
    for name, definition in old.get("$defs", {}).items():
        if name not in new.get("$defs", {}):
            found.append(f"{place} : partie « {name} » retirée")
        else:
            _compare(definition, new["$defs"][name], name, found)
