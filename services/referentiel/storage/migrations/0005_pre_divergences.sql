-- The copies that differ from their source, and since when: kept by the worker while they differ, whatever moves meanwhile.
create table divergences (
    copie text primary key,
    depuis timestamptz not null
);
