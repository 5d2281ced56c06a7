-- name: verrouiller_demande
select id from demandes where id = $1 for no key update

-- name: demande
-- A request with whoever answers for it; once it is over, with whoever answered last.
select d.*, a.id as affectation, a.intervenant, a.cause, a.code, a.phrase, a.points, a.instantane, a.debut,
    coalesce(p.nom, '') as intervenant_nom
from demandes d
left join lateral (
    select * from affectations x where x.demande = d.id order by x.debut desc limit 1
) a on true
left join personnes p on p.personne = a.intervenant
where d.id = $1

-- name: ajouter_demande
-- A new request, its first assignment if it has one ($21), which holds the load of its person, and its first facts.
with demande as (
    insert into demandes (
        id, numero, version, etat, canal, structure, nom_structure, departement, thematique, texte, demandeur, motifs,
        reponses, issue, motif_refus, orientation, deposee_le, mouvement_le, resolue_le, signalee_le
    ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
), affectation as (
    insert into affectations (id, demande, intervenant, cause, code, phrase, points, instantane, debut)
    select $21::uuid, $1, i.personne, $23::text, $24::text, $25::text, $26::double precision, $27::jsonb,
        $28::timestamptz
    from intervenants i
    where i.personne = $22
    for no key update
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
update affectations set fin = $2 where demande = $1 and fin is null returning intervenant

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
where structure = any ($1::text[]) and signalee_le is null and etat = any ($2::text[])
order by id

-- name: suivies_par
select d.numero
from affectations a
join demandes d on d.id = a.demande
where a.intervenant = $1 and a.fin is null and d.etat = any ($2::text[])
order by d.numero

-- name: en_cours_de
-- Who asked under an address, held, each with the numbers of their requests that are in none of these states.
select p.personne, array(
    select d.numero from demandes d where d.demandeur = p.personne and d.etat <> all ($2::text[]) order by d.numero
) as en_cours
from personnes p
where p.genre = 'demandeur' and lower(p.courriel) = lower($1)
order by p.personne
for update of p

-- name: oublier_les_demandeurs
delete from personnes where personne = any ($1::uuid[])

-- name: resolues_avant
select id from demandes
where etat = 'resolue' and resolue_le <= $1
order by resolue_le, id
limit $2
for no key update skip locked
