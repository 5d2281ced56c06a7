-- name: parametres
select cle, valeur from parametres

-- name: thematique
select t.code, p.points, t.a_qualifier
from thematiques t
join poids_des_types p using (type)
where t.code = $1

-- name: codes_des_thematiques
select code from thematiques order by rang

-- name: ajouter_deploiement
insert into deploiements (
    id, finess, departement, genre, editeur, logiciel, version_logiciel, reference_segur, deploye_le, declare_par,
    demande, declare_le
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing
