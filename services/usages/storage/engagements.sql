-- name: ouvrir
insert into engagements (id, finess, programme, regle_depart, debut, duree_mois, ouvert_le, ouvert_par)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (finess, programme) do nothing
returning id

-- name: viser
insert into engagement_cibles (engagement, cible) select $1, unnest($2::integer[])

-- name: touches
-- The engagements that follow a figure changed by the import at work.
select distinct e.id
from comparees c
join sites s on s.no = c.site
join engagements e on e.finess = s.finess
where c.change

-- name: poursuites
-- Every target of these engagements, with the figure of the latest month since the start that has one, and the last rank.
select
    e.id, e.finess, e.programme, e.regle_depart, e.debut, e.duree_mois, e.ouvert_le, e.ouvert_par,
    coalesce(s.departement, nullif(t.departement, '')) as departement,
    c.id as cible, c.indicateur, c.valeur, c.valable_depuis, c.exemple, i.sens, d.mois, d.numerateur, d.denominateur,
    coalesce((select max(f.rang) from franchissements f where f.engagement = e.id and f.cible = c.id), 0) as rang
from engagements e
join engagement_cibles v on v.engagement = e.id
join cibles c on c.id = v.cible
join (
    select distinct on (code) no, code, sens
    from indicateurs
    where valable_depuis <= current_date
    order by code, version desc
) i on i.code = c.indicateur
left join structures s on s.finess = e.finess
left join sites t on t.finess = e.finess
left join lateral (
    select *
    from (
        select distinct on (o.mois) o.mois, o.numerateur, o.denominateur
        from observations o
        where o.site = t.no and o.indicateur = i.no and o.mois >= date_trunc('month', e.debut)
        order by o.mois desc, o.rang desc
    ) connues
    where denominateur > 0
    limit 1
) d on true
where e.id = any ($1::uuid[])
order by e.id, c.id

-- name: noter
insert into franchissements (engagement, cible, rang, mois, numerateur, denominateur, dans_le_delai, constate_le)
select * from unnest(
    $1::uuid[], $2::integer[], $3::integer[], $4::date[], $5::bigint[], $6::bigint[], $7::boolean[], $8::timestamptz[]
)
