-- name: un_site_a_bouge
select exists (
    select from sites t join structures s on s.finess = t.finess where s.departement <> t.departement
)

-- name: rattacher
-- Count each site under its present département, and move the sums by what it holds; the same amounts are left to be
-- told, after those that wait under the département where they were counted. Returns how many sites moved.
with mouvements as (
    select t.no, t.departement as ancien, s.departement as nouveau
    from sites t
    join structures s on s.finess = t.finess
    where s.departement <> t.departement
),
rattaches as (
    update sites t set departement = m.nouveau from mouvements m where m.no = t.no
),
connues as (
    select distinct on (o.site, o.indicateur, o.mois)
        o.site, m.ancien, m.nouveau, o.indicateur, o.mois, o.numerateur, o.denominateur, o.import_no, o.ligne
    from observations o
    join mouvements m on m.no = o.site
    order by o.site, o.indicateur, o.mois, o.rang desc
),
montants as (
    select
        site, ancien as departement, indicateur, mois, -numerateur as numerateur, -denominateur as denominateur, -1 as n,
        import_no, ligne
    from connues
    union all
    select site, nouveau, indicateur, mois, numerateur, denominateur, 1, import_no, ligne from connues
),
deja_dus as (
    update deltas_a_dire d set departement = m.ancien from mouvements m where m.no = d.site and d.departement is null
),
dus as (
    insert into deltas_a_dire (
        site, indicateur, mois, delta_numerateur, delta_denominateur, delta_nombre, import_no, ligne, departement,
        demenagement
    )
    select site, indicateur, mois, numerateur, denominateur, n, import_no, ligne, departement, gen_random_uuid()
    from montants
),
deplaces as (
    insert into agregats as a (departement, indicateur, mois, numerateur, denominateur, nombre)
    select departement, indicateur, mois, sum(numerateur), sum(denominateur), sum(n)
    from montants
    group by departement, indicateur, mois
    on conflict (departement, indicateur, mois) do update set
        numerateur = a.numerateur + excluded.numerateur,
        denominateur = a.denominateur + excluded.denominateur,
        nombre = a.nombre + excluded.nombre
)
select count(*) from mouvements

-- name: oublier_les_vides
delete from agregats where nombre = 0

-- name: ecarts
-- Where the sums kept differ from a fresh count of what is known.
with connues as (
    select distinct on (o.site, o.indicateur, o.mois) s.departement, o.indicateur, o.mois, o.numerateur, o.denominateur
    from observations o
    join sites s on s.no = o.site
    order by o.site, o.indicateur, o.mois, o.rang desc
),
recomptes as (
    select departement, indicateur, mois, sum(numerateur) as numerateur, sum(denominateur) as denominateur,
        count(*) as nombre
    from connues
    group by departement, indicateur, mois
)
select
    departement, (select min(code) from indicateurs i where i.no = indicateur) as code, mois, a.numerateur, a.denominateur, a.nombre, r.numerateur as numerateur_recompte,
    r.denominateur as denominateur_recompte, r.nombre as nombre_recompte
from agregats a
full join recomptes r using (departement, indicateur, mois)
where (a.numerateur, a.denominateur, a.nombre) is distinct from (r.numerateur, r.denominateur, r.nombre)
order by departement, indicateur, mois
limit 20

-- name: reste_a_dire
select count(*) from deltas_a_dire
