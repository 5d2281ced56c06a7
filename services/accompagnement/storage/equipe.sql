-- name: presents
-- The animators, with their kept loads, what is to come of their absences, and when each was last chosen.
select i.personne, i.etp, i.actif, p.departements, p.profil, c.points, b.debuts, b.fins,
    (select max(a.debut) from affectations a where a.intervenant = i.personne) as derniere_affectation
from intervenants i
join personnes p using (personne)
join charges c on c.intervenant = i.personne
left join lateral (
    select array_agg(a.debut order by a.id) as debuts, array_agg(a.fin order by a.id) as fins
    from absences a
    where a.personne = i.personne and a.annulee_le is null and a.fin >= $1
) b on true
where p.profil = 'animateur' and i.actif

-- name: equipe
-- The team, or one of them, with what is to come of their absences.
select i.etp, i.actif, p.*, b.debuts, b.fins
from intervenants i
join personnes p using (personne)
left join lateral (
    select array_agg(a.debut order by a.id) as debuts, array_agg(a.fin order by a.id) as fins
    from absences a
    where a.personne = i.personne and a.annulee_le is null and a.fin >= $2
) b on true
where $1::uuid is null or i.personne = $1
order by p.nom, i.personne

-- name: enregistrer_intervenant
insert into intervenants (personne, etp, actif) values ($1, $2, $3)
on conflict (personne) do update set etp = excluded.etp, actif = excluded.actif

-- name: ajouter_absence
insert into absences (id, personne, debut, fin, motif, declaree_par, declaree_le)
values ($1, $2, $3, $4, $5, $6, $7)

-- name: absence
select * from absences where id = $1 and annulee_le is null and fin >= $2 for update

-- name: annuler_absence
update absences set annulee_le = $2 where id = $1
