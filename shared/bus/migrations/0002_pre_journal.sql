-- The Kafka cluster that the positions speak of: another one at the same address is not our log.
create table journal (
    seul boolean primary key default true check (seul),
    cluster text not null,
    adopte_le timestamptz not null default now()
);
