"""A database's schema as text, to be committed and compared: tables, columns, constraints, indexes.

`MAILLAGE_ECRIRE_SCHEMAS=1 .venv/bin/pytest tests/house/test_schema.py` writes the files anew from the migrations.
"""

import asyncpg

_TABLES = """
select c.oid, c.relname as name, c.relkind = 'p' as partitioned, coalesce(pg_get_partkeydef(c.oid), '') as key
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
order by c.relname
"""
_COLUMNS = """
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    a.attidentity <> '' as identity, a.attgenerated <> '' as generated, pg_get_expr(d.adbin, d.adrelid) as value
from pg_attribute a
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
order by a.attnum
"""
_CONSTRAINTS = """
select conname as name, pg_get_constraintdef(oid) as definition
from pg_constraint where conrelid = $1 and contype <> 'n' order by conname
"""
_INDEXES = """
select pg_get_indexdef(i.indexrelid) as definition
from pg_index i
where i.indrelid = $1 and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
order by 1
"""
_OTHERS = """
select 'view ' || viewname || ': ' || definition as line from pg_views where schemaname = 'public'
union all
select 'function ' || pg_get_functiondef(p.oid) from pg_proc p
where p.pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e')
union all
select 'type ' || typname || ': ' || string_agg(enumlabel, ', ' order by enumsortorder)
from pg_type t join pg_enum v on v.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by typname
union all
select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
order by 1
"""


async def schema_text(connection: asyncpg.Connection) -> str:
    """Return the schema of a database, partitions left out, in an order that never changes."""
    lines = [await _table(connection, table) for table in await connection.fetch(_TABLES)]
    lines += [row["line"].strip() + "\n" for row in await connection.fetch(_OTHERS)]
    return "\n".join(lines)


async def _table(connection: asyncpg.Connection, table: asyncpg.Record) -> str:
    head = f"table {table['name']}" + (f" partition by {table['key']}" if table["partitioned"] else "")
    lines = [head]
    for column in await connection.fetch(_COLUMNS, table["oid"]):
        parts = [column["name"], column["type"]]
        parts += ["not null"] if column["required"] else []
        parts += ["identity"] if column["identity"] else []
        if column["value"]:
            parts.append(f"{'generated' if column['generated'] else 'default'} {column['value']}")
        lines.append("    " + " ".join(parts))
    constraints = await connection.fetch(_CONSTRAINTS, table["oid"])
    lines += [f"    constraint {row['name']} {row['definition']}" for row in constraints]
    indexes = [row["definition"] for row in await connection.fetch(_INDEXES, table["oid"])]
    lines += [f"    {text.removeprefix('CREATE ').replace(' ONLY ', ' ').replace(' public.', ' ')}" for text in indexes]
    return "\n".join(lines) + "\n"
