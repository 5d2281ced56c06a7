-- Whether the last relay ended with every event acknowledged: if not, its late messages may follow newer ones.
create table relais (
    seul boolean primary key default true check (seul),
    propre boolean not null
);
