-- name: reserver
select pg_try_advisory_xact_lock($1)

-- name: laisser_le_temps_de_lire
set local idle_in_transaction_session_timeout = '10min'

-- name: consigner
insert into imports (id, fichier, sha256, genere_le, statut, motif, evenements, defauts, debut, fin)
values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10)
