-- name: reserver
select pg_try_advisory_xact_lock($1)

-- name: laisser_le_temps_de_lire
set local idle_in_transaction_session_timeout = '10min'

-- name: numero
-- The number of the import at work: its line in the journal is written last, under this number.
select nextval(pg_get_serial_sequence('imports', 'no'))::integer

-- name: deja_applique
select debut from imports where sha256 = $1 order by debut desc limit 1

-- name: sortir_de_quarantaine
update quarantaine set rejouee_par = $2, rejouee_le = $3
where import_id = $1 and rejouee_le is null and classee_le is null

-- name: classer_la_quarantaine
update quarantaine set classee_par = $2, classee_le = $3
where import_id = $1 and rejouee_le is null and classee_le is null

-- name: attendent_en_quarantaine
select ligne, brute from quarantaine where import_id = $1 and rejouee_le is null and classee_le is null order by ligne

-- name: consigner
insert into imports (
    no, id, fichier, sha256, statut, motif, lignes, nouvelles, corrigees, inchangees, remplacees, ecartees,
    signalements, par, rejeu_de, traceparent, debut, fin
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15, $16, $17, $18)
