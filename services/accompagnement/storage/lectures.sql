-- name: ma_boite
-- $1 the person they belong to; $2 states of the tab; $3 patterns without accents, all to be met; what waits comes first,
-- oldest first, and what is over newest first. Their assignments first: the view alone would read the whole region.
select l.*
from lignes_de_demande l
where l.demande = any (array(select a.demande from affectations a where a.intervenant = $1))
    and l.intervenant = $1 and l.etat = any ($2::text[])
    and (cardinality($3::text[]) = 0 or lower(regexp_replace(normalize(
        concat_ws(' ', l.numero, l.nom_structure, l.structure, l.commune, l.thematique, l.demandeur, l.principal, l.extrait),
        nfd), '[\u0300-\u036f]', '', 'g')) like all ($3::text[]))
order by l.ouverte desc, case when l.ouverte then l.deposee_le end, l.mouvement_le desc, l.demande
limit $4

-- name: boite_de_la_region
-- The same for everybody's: $1 states; $2 patterns.
select l.*
from lignes_de_demande l
where l.etat = any ($1::text[])
    and (cardinality($2::text[]) = 0 or lower(regexp_replace(normalize(
        concat_ws(' ', l.numero, l.nom_structure, l.structure, l.commune, l.thematique, l.demandeur, l.principal, l.extrait),
        nfd), '[\u0300-\u036f]', '', 'g')) like all ($2::text[]))
order by l.ouverte desc, case when l.ouverte then l.deposee_le end, l.mouvement_le desc, l.demande
limit $3

-- name: nombres_de_ma_boite
select d.etat, count(*) as nombre
from demandes d
where d.etat = any ($2::text[]) and d.id = any (array(
    select a.demande from affectations a
    where a.intervenant = $1
        and $1 = (select x.intervenant from affectations x where x.demande = a.demande order by x.debut desc limit 1)
))
group by d.etat

-- name: nombres_de_la_region
select etat, count(*) as nombre from demandes where etat = any ($1::text[]) group by etat

-- name: mes_signalees
select l.*
from lignes_de_demande l
where l.demande = any (array(select a.demande from affectations a where a.intervenant = $1))
    and l.intervenant = $1 and l.signalee and l.etat = any ($2::text[])
order by l.mouvement_le, l.demande
limit $3

-- name: signalees_de_la_region
select * from lignes_de_demande where signalee and etat = any ($1::text[]) order by mouvement_le, demande limit $2

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
-- `au_depot`: it happened in the transaction of the deposit.
select h.fait, h.acteur, h.precision, h.le, h.le = d.deposee_le as au_depot, p.nom, c.nom as choisi
from demandes_histoire h
join demandes d on d.id = h.demande
left join personnes p on p.personne = h.auteur
left join personnes c on c.personne = case when h.fait = 'DemandeAffectee' then h.precision::uuid end
where h.demande = $1
order by h.version

-- name: deploiements
select d.*, coalesce(p.nom, '') as nom
from deploiements d
left join personnes p on p.personne = d.declare_par
where d.finess = $1
order by d.deploye_le desc, d.declare_le desc
limit 50
