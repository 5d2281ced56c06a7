-- name: ma_boite
-- $1 the person they belong to, null for all; $2 states of the tab; what waits comes first, oldest first, and what is over newest first.
select l.*
from lignes_de_demande l
where ($1::uuid is null or l.intervenant = $1) and l.etat = any ($2::text[])
order by l.ouverte desc, case when l.ouverte then l.deposee_le end, l.mouvement_le desc, l.demande
limit $3

-- name: nombres_de_ma_boite
select etat, count(*) as nombre
from demandes d
where $1::uuid is null or exists (select from affectations a where a.demande = d.id and a.intervenant = $1)
group by etat

-- name: signalees_ouvertes
-- $1 the person they belong to, null for all.
select * from lignes_de_demande
where signalee and etat = any ($2::text[]) and ($1::uuid is null or intervenant = $1)
order by mouvement_le, demande
limit $3

-- name: a_qualifier
select * from lignes_de_demande where etat = 'a_qualifier' order by mouvement_le, demande limit $1

-- name: demandes_de_la_structure
select * from lignes_de_demande where structure = $1 order by deposee_le desc, demande limit $2

-- name: nombres_de_la_structure
select count(*) filter (where etat = any ($2::text[])) as ouvertes, count(*) as total
from demandes where structure = $1

-- name: interlocuteur
select p.nom, f.depuis from portefeuille f join personnes p on p.personne = f.intervenant where f.structure = $1

-- name: structure
select finess, nom, nom_long, adresse_commune, departement, etat, date_fermeture, categorie, version, recue_le
from structures
where finess = $1

-- name: chercher
-- $1 patterns in capitals, all to be met by the names, the town or the number.
select finess, nom, nom_long, adresse_commune, departement, etat, date_fermeture, categorie, version, recue_le
from structures
where etat = 'ouverte' and upper(concat_ws(' ', nom, nom_long, adresse_commune, finess)) like all ($1::text[])
order by nom, finess
limit $2

-- name: contact
select nom, fonction, coalesce(courriel, '') as courriel, telephone from personnes where personne = $1

-- name: thematique_vue
select code, libelle, niveau from thematiques where code = $1

-- name: thematiques_vues
select code, libelle, niveau from thematiques order by rang

-- name: logiciels
select editeur, logiciel from logiciels order by editeur, logiciel

-- name: fil
select m.id, m.acteur, m.texte, m.interne, m.ecrit_le, p.nom
from messages m
left join personnes p on p.personne = m.auteur
where m.demande = $1
order by m.ecrit_le, m.id

-- name: histoire
select h.fait, h.acteur, h.precision, h.le, p.nom, c.nom as choisi
from demandes_histoire h
left join personnes p on p.personne = h.auteur
left join personnes c on h.fait = 'DemandeAffectee' and c.personne::text = h.precision
where h.demande = $1
order by h.version

-- name: deploiements
select d.*, coalesce(p.nom, '') as nom
from deploiements d
left join personnes p on p.personne = d.declare_par
where d.finess = $1
order by d.deploye_le desc, d.declare_le desc
limit 50
