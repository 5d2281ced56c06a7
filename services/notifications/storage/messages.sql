-- name: ajouter
insert into messages (id, evenement, regle, destinataire, dans_application, cree_le)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::boolean[], $6::timestamptz[])
on conflict do nothing
returning id

-- name: ajouter_livraisons
insert into livraisons (message, etat, depuis, prochain_le)
select id, 'a_envoyer', cree_le, cree_le from messages where id = any ($1::uuid[])
on conflict do nothing

-- name: de
select m.id, m.regle, m.cree_le, m.lu_le, f.*, coalesce(nullif(s.nom, ''), s.nom_long) as nom_structure,
    d.etat as etat_demande
from messages m
join faits_entendus f using (evenement)
left join structures s on s.finess = f.structure
left join demandes_suivies d using (demande)
where m.dans_application and m.destinataire = any ($1::uuid[])
order by m.cree_le desc, m.id
limit $2

-- name: non_lus
select count(*) from messages where dans_application and lu_le is null and destinataire = any ($1::uuid[])

-- name: lire
update messages m set lu_le = coalesce(m.lu_le, $3)
from faits_entendus f
left join structures s on s.finess = f.structure
left join demandes_suivies d using (demande)
where m.id = $2 and m.dans_application and m.destinataire = any ($1::uuid[]) and f.evenement = m.evenement
returning m.id, m.regle, m.destinataire, m.cree_le, m.lu_le, f.*,
    coalesce(nullif(s.nom, ''), s.nom_long) as nom_structure, d.etat as etat_demande

-- name: tout_lire
update messages set lu_le = $2
where dans_application and lu_le is null and destinataire = any ($1::uuid[])
returning destinataire

-- name: de_structure
select m.regle, f.numero, f.demande, f.details ->> 'indicateur' as indicateur, l.etat, m.cree_le
from faits_entendus f
join messages m using (evenement)
left join livraisons l on l.message = m.id
where f.structure = $1
order by m.cree_le desc, m.id
limit $2
