-- name: charges_de_l_equipe
-- Kept loads with who carries them, and until when those who are away today are so.
select c.intervenant, p.nom, c.profil, c.departements, c.ouvertes, c.points, c.capacite, c.mesuree_le,
    i.etp, i.actif,
    (select max(b.fin) from absences b
     where b.personne = c.intervenant and b.annulee_le is null and $1 between b.debut and b.fin) as absent_jusqu_au
from charges c
join intervenants i on i.personne = c.intervenant
join personnes p on p.personne = c.intervenant
where $2::uuid is null or c.intervenant = $2
order by p.nom, c.intervenant

-- name: ouvertes_par_departement
select departement, count(*) as ouvertes, count(*) filter (where etat = 'a_qualifier') as a_qualifier
from demandes
where etat = any ($1::text[])
group by departement

-- name: absences_a_venir
-- $1 one person, null for all; $2 today.
select a.id, a.personne, p.nom, a.debut, a.fin, a.motif, a.declaree_le, $2 between a.debut and a.fin as en_cours
from absences a
join personnes p using (personne)
where a.annulee_le is null and a.fin >= $2 and ($1::uuid is null or a.personne = $1)
order by a.debut, p.nom, a.id
