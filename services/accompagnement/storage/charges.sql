-- name: tenir_les_intervenants
select personne from intervenants where personne = any ($1::uuid[]) order by personne for no key update

-- name: mesurer
-- A fresh count of what each person answers for, beside what was kept and what makes their capacity.
select i.personne, i.etp, i.actif, p.profil, p.departements, b.debuts, b.fins,
    fraiche.ouvertes, fraiche.points,
    c.version as version_gardee, c.profil as profil_garde, c.departements as departements_gardes,
    c.ouvertes as ouvertes_gardees, c.points as points_gardes, c.capacite as capacite_gardee
from intervenants i
join personnes p using (personne)
left join charges c on c.intervenant = i.personne
left join lateral (
    select array_agg(a.debut order by a.id) as debuts, array_agg(a.fin order by a.id) as fins
    from absences a
    where a.personne = i.personne and a.annulee_le is null and a.fin >= $2
) b on true
cross join lateral (
    select count(*) filter (where e.ouverte)::integer as ouvertes,
        coalesce(round(sum(a.points * e.facteur)::numeric, 2), 0)::double precision as points
    from affectations a
    join demandes d on d.id = a.demande
    join poids_des_etats e on e.etat = d.etat
    where a.intervenant = i.personne and a.fin is null
) fraiche
where i.personne = any ($1::uuid[])

-- name: capacites_gardees
select intervenant, capacite from charges

-- name: ecarts
-- Kept loads that are not what a count of the requests gives, in one snapshot.
with fraiches as (
    select i.personne, count(*) filter (where e.ouverte) as ouvertes,
        coalesce(round(sum(a.points * e.facteur)::numeric, 2), 0)::double precision as points
    from intervenants i
    left join affectations a on a.intervenant = i.personne and a.fin is null
    left join demandes d on d.id = a.demande
    left join poids_des_etats e on e.etat = d.etat
    group by i.personne
)
select f.personne, f.ouvertes, f.points, c.ouvertes as ouvertes_gardees, c.points as points_gardes
from fraiches f
left join charges c on c.intervenant = f.personne
where c.intervenant is null or c.ouvertes <> f.ouvertes or c.points <> f.points
order by f.personne
