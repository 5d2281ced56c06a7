"""What a contract is: a pydantic value with a nature, a topic, a key and one or more CloudEvent types."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.topics import Topic

SOURCE = "fr.maillage"
_CONTRACTS: list[type["Contract"]] = []

CodeFiness = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{9}$", description="FINESS number of a site or legal entity.")]
CodeDepartement = Annotated[str, Field(pattern=r"^([0-9][0-9AB]|97[1-8])$", description="Code of a département.")]
CodeCommune = Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{3}$", description="INSEE code of a commune.")]


class Nature(StrEnum):
    """How a contract may be read: see docs/evenements.md."""

    STATE = "state"
    FACT = "fact"
    DELTA = "delta"


class Value(BaseModel):
    """A part of a contract. Unknown fields are ignored on reading, absent ones of the published schema refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="null", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class EventType:
    """One CloudEvent type that a contract travels under.

    `name` is the short name (`structure.renommee`), `title` the name of the fact (`StructureRenommee`).
    """

    name: str
    title: str
    summary: str


class Contract(Value):
    """A promise, never edited: a new version is a new class. Not to be subclassed directly: State, Fact or Delta.

    Class arguments: `topic`; `key`, the field that carries the Kafka key; `types`, the events told with this payload;
    `effacable` for a state that a null value erases (a tombstone: compaction then forgets the key).
    The version is the figure that ends the class's name (`StructureV1`).
    """

    topic: ClassVar[Topic]
    key: ClassVar[str]
    types: ClassVar[tuple[EventType, ...]]
    major: ClassVar[int]
    nature: ClassVar[Nature]
    effacable: ClassVar[bool] = False

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        topic: Topic | None = None,
        key: str = "",
        types: Sequence[EventType] = (),
        effacable: bool = False,
        **kwargs: Any,
    ) -> None:
        """Register a concrete contract (one that names a topic). Raises TypeError for an argument that none takes."""
        super().__pydantic_init_subclass__(**kwargs)
        if topic is None:
            return
        cls.topic = topic
        cls.key = key
        cls.types = tuple(types)
        cls.effacable = effacable
        name, _, major = cls.__name__.rpartition("V")
        if not name or not major.isdigit():
            raise TypeError(f"{cls.__name__}: a contract's name ends with its version, as in StructureV1")
        cls.major = int(major)
        _CONTRACTS.append(cls)

    def __init_subclass__(cls, **_: object) -> None:
        """Accept the class arguments, read by pydantic's hook above."""

    @classmethod
    def type_of(cls, event: EventType) -> str:
        """Return the full CloudEvent type, such as `fr.maillage.referentiel.structure.renommee.v1`."""
        return f"{SOURCE}.{cls.topic.producer}.{event.name}.v{cls.major}"

    def key_value(self) -> str:
        """Return the Kafka key of this event."""
        return str(getattr(self, self.key))


class State(Contract):
    """Full state and version of one thing: compacted topic, folded to the highest version."""

    nature: ClassVar[Nature] = Nature.STATE
    version: Annotated[int, Field(gt=0, description="Version of the thing; one more at each event.")]


class Fact(Contract):
    """Something happened: kept for ever, applied once by its natural key, never folded."""

    nature: ClassVar[Nature] = Nature.FACT


class Delta(Contract):
    """A signed amount: travels and is applied as a fact."""

    nature: ClassVar[Nature] = Nature.DELTA


def contracts() -> tuple[type[Contract], ...]:
    """Return every contract written so far, in order of definition (see `registry` for the complete set)."""
    return tuple(_CONTRACTS)
