-- name: en_attente
select event_id, topic, cle, entetes, valeur from outbox order by id;

-- name: archives
select event_id, topic, cle, entetes, valeur from outbox_envoyes order by id;

-- name: positions
-- Groups and topics without the prefix ($1) of the platform.
select substr(groupe, length($1) + 1) as groupe, substr(topic, length($1) + 1) as topic, partition,
    prochain, appliques, perimes, ignores, rebuts, trous, ouvert_le is not null as ouvert
from positions
order by groupe, partition;

-- name: rebuts
select substr(groupe, length($1) + 1) as groupe, substr(topic, length($1) + 1) as topic, partition, decalage, valeur, motif
from rebuts
order by id;

-- name: reculs
select finess, tenue, ecrite from reculs;

-- name: source_mouvements
select structure, numero, montant from source_mouvements order by structure, numero;

-- name: mouvements
select structure, numero, montant from mouvements order by rang;

-- name: soldes
select structure, total from soldes;

-- name: passages
select structure, nombre from passages;
