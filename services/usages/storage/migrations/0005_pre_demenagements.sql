-- A site that moves takes its figures from one département to another: two amounts to tell for each, minus then plus.
-- `departement` (empty: not known) where the figure was counted, null while that is where its site is;
-- `demenagement` the identity of an amount that tells a move: an observation's is made of its import and line.
alter table deltas_a_dire add column departement text;
alter table deltas_a_dire add column demenagement uuid;
