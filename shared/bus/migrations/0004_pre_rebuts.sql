-- Offsets start anew in another log: a dead letter is of the log it was read from, told by how often one was adopted.
-- A worker of before holds back a batch with dead letters until it is replaced; nothing is lost.
alter table journal add column generation bigint not null default 0;

alter table rebuts
    add column generation bigint not null default 0,
    add column contenu boolean not null default true,
    drop constraint rebuts_groupe_topic_partition_decalage_key,
    add unique (groupe, topic, generation, partition, decalage);

-- What is told of a person is not kept here (`contenu` false): an erasure would not reach it.
update rebuts set cle = null, valeur = null, entetes = '[]', contenu = false
where topic like '%accompagnement.contact' and valeur is not null;
