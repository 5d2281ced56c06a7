-- name: histoire
-- What happened to a structure, newest first.
select evenement, version, constate_le, champs
from structures_historique
where finess = $1
order by version desc
limit 50

-- name: defauts
-- The defects of a structure in the last file.
select finess, code, champ, valeur, repare
from defauts
where finess = $1
order by champ, id

-- name: comparaisons
-- Each copy beside the source of the same contract, as told last, and since when they differ.
select
    c.nom, c.contrat, c.nombre, c.empreinte, c.mesuree_le,
    s.nom as source_nom, s.nombre as source_nombre, s.empreinte as source_empreinte, s.mesuree_le as source_mesuree_le,
    d.depuis as divergente_depuis
from empreintes_recues c
left join empreintes_recues s on s.contrat = c.contrat and s.role = 'source'
left join divergences d on d.copie = c.nom
where c.role = 'copie'
order by c.contrat, c.nom

-- name: est_connue
select exists (select from structures where finess = $1)

-- name: nombre_de_deploiements
-- No row for a structure that the directory does not hold.
select (select count(*) from equipements e where e.finess = s.finess) from structures s where s.finess = $1

-- name: dernier_fichier
-- The date of the last file that was read to its end.
select genere_le
from imports
where statut in ('applique', 'inchange')
order by fin desc
limit 1
