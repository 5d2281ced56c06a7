-- What every service told last of its sources and copies: the columns of EmpreinteV1, written by the projection alone.
create table empreintes_recues (
    version integer not null,
    nom text primary key,
    contrat text not null,
    role text not null,
    nombre integer not null,
    empreinte text not null,
    mesuree_le timestamptz not null,
    recue_le timestamptz not null default now()
);
