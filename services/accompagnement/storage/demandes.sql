-- name: verrouiller_demande
select id from demandes where id = $1 for no key update

-- name: demande
select d.*, a.id as affectation, a.intervenant, a.cause, a.code, a.phrase, a.points, a.instantane, a.debut,
    coalesce(p.nom, '') as intervenant_nom
from demandes d
left join affectations a on a.demande = d.id and a.fin is null
left join personnes p on p.personne = a.intervenant
where d.id = $1

-- name: ajouter_demande
-- A new request, its first assignment if it has one ($21), and its first facts.
with demande as (
    insert into demandes (
        id, numero, version, etat, canal, structure, nom_structure, departement, thematique, texte, demandeur, motifs,
        reponses, issue, motif_refus, orientation, deposee_le, mouvement_le, resolue_le, signalee_le
    ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
), affectation as (
    insert into affectations (id, demande, intervenant, cause, code, phrase, points, instantane, debut)
    select $21::uuid, $1, $22::uuid, $23::text, $24::text, $25::text, $26::double precision, $27::jsonb, $28::timestamptz
    where $21::uuid is not null
)
insert into demandes_histoire (demande, version, fait, acteur, auteur, precision, le)
select $1, version, fait, acteur, auteur, precision, le
from unnest($29::integer[], $30::text[], $31::text[], $32::uuid[], $33::text[], $34::timestamptz[])
    as h(version, fait, acteur, auteur, precision, le)

-- name: enregistrer_demande
update demandes
set version = $3, etat = $4, motifs = $5, reponses = $6, issue = $7, motif_refus = $8, orientation = $9,
    mouvement_le = $10, resolue_le = $11, signalee_le = $12
where id = $1 and version = $2

-- name: ajouter_affectation
insert into affectations (demande, id, intervenant, cause, code, phrase, points, instantane, debut)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)

-- name: finir_affectation
update affectations set fin = $2 where demande = $1 and fin is null

-- name: ajouter_messages
insert into messages (id, demande, acteur, auteur, texte, interne, ecrit_le)
select id, $1, acteur, auteur, texte, interne, ecrit_le
from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::boolean[], $7::timestamptz[])
    as m(id, acteur, auteur, texte, interne, ecrit_le)

-- name: ajouter_histoire
insert into demandes_histoire (demande, version, fait, acteur, auteur, precision, le)
select $1, version, fait, acteur, auteur, precision, le
from unnest($2::integer[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[])
    as h(version, fait, acteur, auteur, precision, le)

-- name: suivre_la_structure
insert into portefeuille as p (structure, intervenant, depuis) values ($1, $2, $3)
on conflict (structure) do update set intervenant = excluded.intervenant, depuis = excluded.depuis
where p.intervenant <> excluded.intervenant

-- name: ouvertes_de
select id from demandes
where structure = $1 and signalee_le is null and etat = any ($2::text[])
order by id

-- name: resolues_avant
select id from demandes
where etat = 'resolue' and resolue_le <= $1
order by resolue_le, id
limit $2
for no key update skip locked
