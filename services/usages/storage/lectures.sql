-- name: points
-- What is known of a site, month after month, with how often each figure was corrected.
select distinct on (i.code, o.mois)
    i.code as indicateur, o.mois, o.numerateur, o.denominateur, o.rang - 1 as corrections, j.debut as connue_le,
    j.fichier, j.id as import_id
from sites t
join observations o on o.site = t.no
join (select distinct no, code from indicateurs) i on i.no = o.indicateur
join imports j on j.no = o.import_no
where t.finess = $1
order by i.code, o.mois, o.rang desc

-- name: engagements
select e.id, e.finess, e.programme, e.regle_depart, e.debut, e.duree_mois, e.ouvert_le, e.ouvert_par, p.libelle
from engagements e
join programmes p on p.code = e.programme
where e.finess = $1
order by e.debut, e.programme

-- name: objectifs
select
    e.id as engagement, p.libelle as nom_du_programme, c.id, c.programme, c.indicateur, c.valeur, c.valable_depuis,
    c.exemple
from engagements e
join programmes p on p.code = e.programme
join engagement_cibles v on v.engagement = e.id
join cibles c on c.id = v.cible
where e.finess = $1
order by c.indicateur, e.debut, e.programme

-- name: passages
select f.engagement, f.cible, f.rang, f.mois, f.numerateur, f.denominateur, f.dans_le_delai, f.constate_le
from engagements e
join franchissements f on f.engagement = e.id
where e.finess = $1
order by f.engagement, f.cible, f.rang

-- name: situations
-- Every target followed, with the figure of the latest month since the start of its clock, and whether it is kept.
select
    e.id, e.finess, e.programme, e.regle_depart, e.debut, e.duree_mois, e.ouvert_le, e.ouvert_par, p.libelle,
    c.indicateur, c.valeur, coalesce(s.nom, '') as nom, coalesce(s.adresse_commune, '') as commune,
    coalesce(s.departement, nullif(t.departement, '')) as departement, d.mois, d.numerateur, d.denominateur,
    coalesce((select max(f.rang) from franchissements f where f.engagement = e.id and f.cible = c.id), 0) as rang
from engagements e
join programmes p on p.code = e.programme
join engagement_cibles v on v.engagement = e.id
join cibles c on c.id = v.cible
join (select distinct no, code from indicateurs) i on i.code = c.indicateur
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
where ($1::text[] is null or coalesce(s.departement, t.departement) = any ($1::text[]))
    and ($2::text is null or c.indicateur = $2)
order by e.finess, c.indicateur, e.debut

-- name: departement
-- Where a site is, as the directory tells it, else as its figures are counted.
select coalesce(
    (select departement from structures where finess = $1),
    (select nullif(departement, '') from sites where finess = $1)
)

-- name: agregats
select nullif(a.departement, '') as departement, i.code as indicateur, a.mois, a.numerateur, a.denominateur, a.nombre
from agregats a
join (select distinct no, code from indicateurs) i on i.no = a.indicateur
where a.nombre > 0
    and ($1::text[] is null or a.departement = any ($1::text[]))
    and ($2::text is null or i.code = $2)
    and ($3::date is null or a.mois >= $3)
    and ($4::date is null or a.mois <= $4)
order by i.code, a.mois, a.departement

-- name: imports
-- The last imports, or one; what is worth a look, thousands of lines, is read for one alone.
select
    i.id, i.fichier, i.sha256, i.statut, i.motif, i.lignes, i.nouvelles, i.corrigees, i.inchangees, i.remplacees,
    i.ecartees, case when i.id = $1 then i.signalements end as signalements, i.par, i.rejeu_de, i.debut, i.fin,
    (select count(*) from quarantaine q where q.import_id = i.id and q.rejouee_le is null and q.classee_le is null) as en_quarantaine
from imports i
where $1::uuid is null or i.id = $1
order by i.no desc
limit $2

-- name: quarantaine
-- The lines set aside by an import; $2 null for all of them.
select ligne, brute, champ, valeur, motif, rejouee_le, classee_le, classee_par
from quarantaine
where import_id = $1
order by ligne
limit $2::bigint
