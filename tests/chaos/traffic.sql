-- name: installer
create table source_mouvements (
    structure text not null,
    numero integer not null,
    montant integer not null,
    primary key (structure, numero)
);

-- name: tenir
-- One writer at a time for each structure, whether or not it exists yet.
select pg_advisory_xact_lock(hashtext(finess)) from unnest($1::text[]) as finess;

-- name: lire
select s.finess, s.version, coalesce(max(m.numero), 0) as numero
from structures as s
left join source_mouvements as m on m.structure = s.finess
where s.finess = any ($1::text[])
group by s.finess, s.version;

-- name: mouvementer
insert into source_mouvements (structure, numero, montant)
select * from unnest($1::text[], $2::integer[], $3::integer[]);
