-- name: installer
-- In the database of the service that plays the witness.
create table mouvements (
    rang bigint generated always as identity,
    structure text not null,
    numero integer not null,
    montant integer not null,
    primary key (structure, numero)
);
create table soldes (structure text primary key, total bigint not null);
create table passages (structure text primary key, nombre bigint not null);

-- name: surveiller
-- Beside each copy: every version written over one that is not older leaves a line.
create table reculs (finess text not null, tenue integer not null, ecrite integer not null);
create function noter_un_recul() returns trigger language plpgsql as $$
begin
    insert into reculs values (old.finess, old.version, new.version);
    return new;
end $$;
create trigger reculs after update on structures
    for each row when (new.version <= old.version) execute function noter_un_recul();

-- name: appliquer
with recus as (
    select structure, numero, montant
    from unnest($1::text[], $2::integer[], $3::integer[]) with ordinality as t (structure, numero, montant, rang)
    order by rang
),
nouveaux as (
    insert into mouvements (structure, numero, montant) select structure, numero, montant from recus
    on conflict (structure, numero) do nothing
    returning structure, montant
),
cumules as (
    insert into soldes as s (structure, total) select structure, sum(montant) from nouveaux group by structure
    on conflict (structure) do update set total = s.total + excluded.total
)
select count(*) from nouveaux;

-- name: compter
insert into passages as p (structure, nombre)
select structure, count(*) from unnest($1::text[]) as structure group by structure order by structure
on conflict (structure) do update set nombre = p.nombre + excluded.nombre;
