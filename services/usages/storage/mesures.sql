-- name: numeros
-- The number under which the figures of each indicator are kept, whatever its version.
select distinct code, no from indicateurs

-- name: ouvrir_la_reception
create temp table lues (
    ligne integer not null,
    finess text,
    indicateur smallint,
    mois date,
    numerateur bigint,
    denominateur bigint,
    zero_retabli boolean,
    faute json
) on commit drop

-- name: prendre_de_la_place
-- One sort of the file's lines: in memory as far as this goes, on the disk beyond.
set local work_mem = '96MB'

-- name: seul_a_ecrire
select pg_advisory_xact_lock($1)

-- name: connaitre_les_sites
insert into sites (finess, departement)
select l.finess, coalesce(s.departement, '')
from (select distinct finess from lues where faute is null) l
left join structures s on s.finess = l.finess
where not exists (select from sites t where t.finess = l.finess)

-- name: comparer
-- Each figure of the file, its last line where it stands twice, beside what is known.
create temp table comparees on commit drop as
select
    l.*, d.rang, d.numerateur as ancien_numerateur, d.denominateur as ancien_denominateur, d.import_no as ancien_import,
    (d.numerateur, d.denominateur) is distinct from (l.numerateur, l.denominateur) as change
from (
    select distinct on (s.no, l.indicateur, l.mois)
        s.no as site, l.indicateur, l.mois, l.numerateur, l.denominateur, l.ligne, l.zero_retabli
    from lues l
    join sites s on s.finess = l.finess
    where l.faute is null
    order by s.no, l.indicateur, l.mois, l.ligne desc
) l
left join lateral (
    select o.rang, o.numerateur, o.denominateur, o.import_no
    from observations o
    where o.site = l.site and o.indicateur = l.indicateur and o.mois = l.mois
    order by o.rang desc
    limit 1
) d on true

-- name: garder_les_plus_recentes
-- What was known after the file whose lines are read again stays.
update comparees set change = false
where change and ancien_import > (select no from imports where id = $1)

-- name: bilan
select
    count(*) filter (where c.rang is null) as nouvelles,
    count(*) filter (where c.change and c.rang is not null) as corrigees,
    count(*) filter (where not c.change) as inchangees,
    count(*) filter (where c.numerateur > c.denominateur) as taux_superieur_a_100,
    count(*) filter (where s.departement = '') as site_inconnu,
    count(*) filter (where c.zero_retabli) as zero_retabli
from comparees c
join sites s on s.no = c.site

-- name: plus_de_100
select c.ligne, 'numerateur' as champ, c.numerateur || ' / ' || c.denominateur as valeur
from comparees c
where c.numerateur > c.denominateur
order by c.ligne
limit $1

-- name: sites_inconnus
select c.ligne, 'finess' as champ, s.finess as valeur
from comparees c
join sites s on s.no = c.site
where s.departement = ''
order by c.ligne
limit $1

-- name: zeros_retablis
select c.ligne, 'finess' as champ, s.finess as valeur
from comparees c
join sites s on s.no = c.site
where c.zero_retabli
order by c.ligne
limit $1

-- name: depassees
select c.ligne, 'numerateur' as champ, c.ancien_numerateur || ' / ' || c.ancien_denominateur as valeur
from comparees c
where not c.change and (c.ancien_numerateur, c.ancien_denominateur) is distinct from (c.numerateur, c.denominateur)
order by c.ligne
limit $1

-- name: remplacees
select l.ligne, 'finess' as champ, l.finess as valeur
from lues l
where l.faute is null and not exists (select from comparees c where c.ligne = l.ligne)
order by l.ligne
limit $1

-- name: changements
select
    c.ligne, s.finess, i.code as indicateur, c.mois, c.ancien_numerateur, c.ancien_denominateur, c.numerateur,
    c.denominateur
from comparees c
join sites s on s.no = c.site
join (select distinct no, code from indicateurs) i on i.no = c.indicateur
where c.change
order by c.ligne
limit $1

-- name: observer
insert into observations (site, indicateur, mois, rang, numerateur, denominateur, import_no, ligne)
select site, indicateur, mois, coalesce(rang, 0) + 1, numerateur, denominateur, $1, ligne
from comparees
where change

-- name: cumuler
insert into agregats as a (departement, indicateur, mois, numerateur, denominateur, nombre)
select
    s.departement, c.indicateur, c.mois, sum(c.numerateur - coalesce(c.ancien_numerateur, 0)),
    sum(c.denominateur - coalesce(c.ancien_denominateur, 0)), count(*) filter (where c.rang is null)
from comparees c
join sites s on s.no = c.site
where c.change
group by s.departement, c.indicateur, c.mois
on conflict (departement, indicateur, mois) do update set
    numerateur = a.numerateur + excluded.numerateur,
    denominateur = a.denominateur + excluded.denominateur,
    nombre = a.nombre + excluded.nombre

-- name: devoir
insert into deltas_a_dire (
    site, indicateur, mois, delta_numerateur, delta_denominateur, delta_nombre, import_no, ligne
)
select
    site, indicateur, mois, numerateur - coalesce(ancien_numerateur, 0),
    denominateur - coalesce(ancien_denominateur, 0), (rang is null)::integer, $1, ligne
from comparees
where change

-- name: ecarter
insert into quarantaine (import_id, ligne, brute, champ, valeur, motif)
select $1, ligne, faute ->> 0, faute ->> 1, faute ->> 2, faute ->> 3
from lues
where faute is not null

-- name: ecartees
select ligne, faute ->> 0 as brute, faute ->> 1 as champ, faute ->> 2 as valeur, faute ->> 3 as motif
from lues
where faute is not null
order by ligne
limit $1

-- name: dire
-- Hand amounts over to the outbox, as UsageMesureV1, while fewer than $2 events wait there: at most $1.
-- $3 topic, $4 and $5 full types of a first figure and of a correction; a move is told as two corrections.
with choisies as (
    select ctid
    from deltas_a_dire
    limit least($1::bigint, greatest($2::bigint - (select count(*) from (select from outbox limit $2::bigint) o), 0))
    for update skip locked
),
prises as (
    delete from deltas_a_dire where ctid = any (array(select ctid from choisies)) returning *
)
insert into outbox (event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, valeur)
select
    p.id, $3, convert_to(p.finess, 'UTF8'), case when p.premiere then $4 else $5 end, p.finess, p.debut,
    p.traceparent, p.import_id,
    convert_to(
        '{"observation":"' || p.id || '","finess":"' || p.finess
        || '","departement":' || coalesce('"' || nullif(p.departement, '') || '"', 'null')
        || ',"indicateur":"' || p.code || '","mois":"' || left(p.mois::text, 7)
        || '","delta_numerateur":' || p.delta_numerateur || ',"delta_denominateur":' || p.delta_denominateur
        || ',"delta_nombre":' || p.delta_nombre || ',"connue_le":"' || p.connue_le || '"}',
        'UTF8'
    )
from (
    select
        coalesce(d.demenagement, (left(i.id::text, 28) || lpad(to_hex(d.ligne), 8, '0'))::uuid) as id, s.finess,
        coalesce(d.departement, s.departement) as departement, c.code, d.mois,
        d.delta_nombre = 1 and d.demenagement is null as premiere, d.delta_numerateur, d.delta_denominateur, d.delta_nombre, i.debut, i.traceparent, i.id::text as import_id,
        to_char(i.debut at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as connue_le
    from prises d
    join imports i on i.no = d.import_no
    join sites s on s.no = d.site
    join (select distinct no, code from indicateurs) c on c.no = d.indicateur
    order by d.import_no, d.ligne
) p
