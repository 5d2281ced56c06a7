"""The oracle: pure checks over what was read back. Each returns the faults it found, and none when all is well."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from tests.chaos.readback import Copy, Message, Readback

Check = Callable[[Readback], Iterable[str]]
SHOWN = 5
"""Faults shown for one check; the rest is counted."""


def judge(read: Readback) -> dict[str, list[str]]:
    """Return the faults by name of check, for those that found any."""
    found = {name: list(check(read)) for name, check in CHECKS.items()}
    return {
        name: [*faults[:SHOWN], *([f"… et {len(faults) - SHOWN} autres"] if len(faults) > SHOWN else [])]
        for name, faults in found.items()
        if faults
    }


def outbox_drained(read: Readback) -> Iterator[str]:
    """Every event written has left."""
    for service, count in Counter(row.service for row in read.waiting).items():
        yield f"{service} : {count} événement(s) encore dans la boîte d'envoi"


def nothing_lost(read: Readback) -> Iterator[str]:
    """Every event that a relay calls sent is in its topic."""
    told = {(m.topic, m.ident) for m in read.log}
    for sent in read.sent:
        if (sent.topic, sent.ident) not in told:
            yield f"{sent.service} : {sent.ident} (clé {sent.cle}) archivé mais absent de {sent.topic}"


def nothing_invented(read: Readback) -> Iterator[str]:
    """Every event of the log was committed in an outbox: nothing comes from a transaction rolled back."""
    known = {(row.topic, row.ident) for row in (*read.sent, *read.waiting)}
    for m in _ours(read):
        if (m.topic, m.ident) not in known:
            yield f"{m.topic}/{m.partition}/{m.offset} : {m.ident} (clé {m.cle}) n'est dans aucune base"


def order_by_key(read: Readback) -> Iterator[str]:
    """First occurrences of a key come in increasing order, from 1 and without hole, in one partition."""
    for (topic, key), messages in _by_key(read).items():
        first = list(dict.fromkeys(m.rang for m in messages))
        if first != list(range(1, len(first) + 1)):
            yield f"{topic} {key} : ordre du journal {_short(first)}"
        if len({m.partition for m in messages}) > 1:
            yield f"{topic} {key} : la clé est dans plusieurs partitions"


def last_word(read: Readback) -> Iterator[str]:
    """What compaction would keep of a state is its newest version."""
    for (topic, key), messages in _by_key(read).items():
        newest = max(m.rang for m in messages)
        if topic != FACTS and messages[-1].rang != newest:
            yield f"{topic} {key} : le journal finit par {messages[-1].rang}, pas par {newest}"


def conservation(read: Readback) -> Iterator[str]:
    """Each position is the sum of what became of the messages passed, with no hole, and stands at the end of the log."""
    for p in read.positions:
        where = f"{p['groupe']}/{p['partition']}"
        counted = p["appliques"] + p["perimes"] + p["ignores"] + p["rebuts"] + p["trous"]
        if counted != p["prochain"]:
            yield f"{where} : prochain {p['prochain']}, comptés {counted}"
        if p["trous"]:
            yield f"{where} : {p['trous']} décalage(s) sautés"
        end = read.ends.get((p["topic"], p["partition"]))
        if end != p["prochain"]:
            yield f"{where} : prochain {p['prochain']}, fin du journal {end}"


def copies_equal(read: Readback) -> Iterator[str]:
    """Every copy has the digest of its source; where not, the rows that differ."""
    for copy in read.copies:
        if copy.digest != read.source.digest or len(copy.rows) != len(read.source.rows):
            yield f"{copy.service} : {len(copy.rows)} lignes {copy.digest}, source {len(read.source.rows)} {read.source.digest}"
            yield from _differences(read.source, copy)


def versions_never_go_back(read: Readback) -> Iterator[str]:
    """No version was ever written over one that is not older."""
    for service, key, held, written in read.setbacks:
        yield f"{service} : {key} tenait la version {held}, a reçu {written}"


def letters_exact(read: Readback) -> Iterator[str]:
    """The dead letters of each group are the poison of its topic, byte for byte, and nothing else."""
    groups = {(p["groupe"], p["topic"]) for p in read.positions}
    expected = Counter(
        (group, i.partition, i.offset, i.sha256)
        for group, topic in groups for i in read.injected if i.rejected and i.topic == topic
    )  # fmt: skip
    found = Counter((r["groupe"], r["partition"], r["decalage"], r["sha256"]) for r in read.letters)
    what = {(i.partition, i.offset): i.what for i in read.injected}
    for group, partition, offset, _ in expected - found:
        yield f"{group}/{partition}/{offset} : poison « {what[partition, offset]} » absent des rebuts"
    for group, partition, offset, _ in found - expected:
        yield f"{group}/{partition}/{offset} : rebut inattendu ({what.get((partition, offset), 'message sain')})"


def facts_once(read: Readback) -> Iterator[str]:
    """Each fact told is applied, once, and the totals are their sums."""
    told, applied = set(read.told), Counter(read.applied)
    for structure, number, _ in sorted(told - set(applied)):
        yield f"le fait {number} de {structure} n'est pas appliqué"
    for fact, count in applied.items():
        if fact not in told or count > 1:
            yield f"le fait {fact[1]} de {fact[0]} est appliqué {count} fois, {'jamais ' if fact not in told else ''}raconté"
    sums: Counter[str] = Counter()
    for structure, _, amount in read.told:
        sums[structure] += amount
    for structure in sums.keys() | read.totals.keys():
        if sums[structure] != read.totals.get(structure):
            yield f"solde de {structure} : {read.totals.get(structure)} au lieu de {sums[structure]}"


def facts_in_order(read: Readback) -> Iterator[str]:
    """The facts of a structure were applied in their order."""
    by_structure: dict[str, list[int]] = defaultdict(list)
    for structure, number, _ in read.applied:
        by_structure[structure].append(number)
    for structure, numbers in by_structure.items():
        if any(a >= b for a, b in pairwise(numbers)):
            yield f"{structure} : faits appliqués dans l'ordre {_short(numbers)}"


def offsets_once(read: Readback) -> Iterator[str]:
    """An effect that is not idempotent took place once for each message of the log."""
    poison = {(i.topic, i.partition, i.offset) for i in read.injected if not i.copy}
    facts = [m for m in read.log if m.topic == FACTS and (m.topic, m.partition, m.offset) not in poison]
    passed = Counter(m.cle for m in facts)
    for key in passed.keys() | read.passages.keys():
        if passed[key] != read.passages.get(key, 0):
            yield f"{key} : {read.passages.get(key, 0)} passages pour {passed[key]} messages"


FACTS = "chaos.mouvement"
CHECKS: Mapping[str, Check] = {
    "boite_vide": outbox_drained,
    "rien_de_perdu": nothing_lost,
    "rien_d_invente": nothing_invented,
    "ordre_par_cle": order_by_key,
    "dernier_mot": last_word,
    "conservation": conservation,
    "copies_egales": copies_equal,
    "versions_sans_recul": versions_never_go_back,
    "rebuts_exacts": letters_exact,
    "faits_une_fois": facts_once,
    "faits_dans_l_ordre": facts_in_order,
    "decalages_une_fois": offsets_once,
}


def _ours(read: Readback) -> list[Message]:
    foreign = {(i.topic, i.partition, i.offset) for i in read.injected}
    return [m for m in read.log if (m.topic, m.partition, m.offset) not in foreign]


def _by_key(read: Readback) -> dict[tuple[str, str], list[Message]]:
    """Group the messages of states and facts by topic and key, in the order of the log (a key has one partition)."""
    found: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for m in sorted(_ours(read), key=lambda m: m.offset):
        if not m.topic.endswith(".rebut"):
            found[m.topic, m.cle].append(m)
    return found


def _differences(source: Copy, copy: Copy) -> Iterator[str]:
    for key in sorted(source.rows.keys() | copy.rows.keys()):
        ours, theirs = source.rows.get(key), copy.rows.get(key)
        if ours is None or theirs is None:
            yield f"{copy.service} {key} : {'en trop' if ours is None else 'absente'}"
        elif ours != theirs:
            fields = [c for c, a, b in zip(source.columns, ours, theirs, strict=True) if a != b]
            version = source.columns.index("version")
            yield f"{copy.service} {key} : version {theirs[version]} au lieu de {ours[version]} ({', '.join(fields)})"


def _short(numbers: list[int]) -> str:
    return f"{numbers[:12]}{'…' if len(numbers) > 12 else ''}"
