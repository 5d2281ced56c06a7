-- What the bus keeps in every service's database. Least version: PostgreSQL 15.

-- Events waiting for Kafka. Rows leave in the order of `id`, by the one relay, and only after the broker's ack.
create table outbox (
    id bigint generated always as identity primary key,
    event_id uuid not null,
    topic text not null,
    cle bytea,
    type text,
    sujet text,
    survenu_le timestamptz not null,
    traceparent text,
    correlation_id text,
    entetes json,
    valeur bytea,
    ecrit_le timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- Events that Kafka acknowledged, one partition a day, kept so that the log can be told again after a broker's loss.
create table outbox_envoyes (
    id bigint not null,
    event_id uuid not null,
    topic text not null,
    cle bytea,
    type text,
    sujet text,
    survenu_le timestamptz not null,
    traceparent text,
    correlation_id text,
    entetes json,
    valeur bytea,
    ecrit_le timestamptz not null,
    envoye_le timestamptz not null default now()
) partition by range (envoye_le);

create index outbox_envoyes_envoye_le on outbox_envoyes (envoye_le);

-- Where each group stands in each partition, written in the transaction of the effects.
-- prochain = appliques + perimes + ignores + rebuts + trous, always.
create table positions (
    groupe text not null,
    topic text not null,
    partition integer not null,
    prochain bigint not null default 0,
    epoque bigint not null default 0,
    generation bigint not null default 0,
    appliques bigint not null default 0,
    perimes bigint not null default 0,
    ignores bigint not null default 0,
    rebuts bigint not null default 0,
    trous bigint not null default 0,
    rebuts_de_suite bigint not null default 0,
    fenetre_lus bigint not null default 0,
    fenetre_rebuts bigint not null default 0,
    tolerance bigint not null default 0,
    ouvert_le timestamptz,
    motif_ouverture text,
    maj_le timestamptz not null default now(),
    primary key (groupe, topic, partition)
);

-- Messages that could not be applied, untouched, with the reason; replayable.
create table rebuts (
    id bigint generated always as identity primary key,
    groupe text not null,
    topic text not null,
    partition integer not null,
    decalage bigint not null,
    cle bytea,
    valeur bytea,
    entetes json not null,
    type text,
    motif text not null,
    detail text not null,
    recu_le timestamptz not null default now(),
    rejoue_le timestamptz,
    unique (groupe, topic, partition, decalage)
);

create index rebuts_a_rejouer on rebuts (id) where rejoue_le is null;

-- Last digest told of each source and copy.
create table empreintes (
    nom text primary key,
    version integer not null,
    nombre bigint not null,
    empreinte text not null,
    mesuree_le timestamptz not null
);
