-- name: prendre
-- Leases what is due, oldest first; a lease that ran out is what a vanished sender leaves, with at most one attempt begun.
with dues as (
    select message, essaye_depuis
    from livraisons
    where prochain_le <= $1
    order by prochain_le
    limit $3
    for update skip locked
), prises as (
    update livraisons l
    set etat = 'en_cours', bail = $4, prochain_le = $2, essaye_depuis = null,
        essais = l.essais + (d.essaye_depuis is not null)::integer
    from dues d
    where l.message = d.message
    returning l.message, l.essais, l.essais_avant, l.depuis, l.renvoyee, d.essaye_depuis
)
select p.*, m.regle
from prises p
join messages m on m.id = p.message
order by m.cree_le, m.id

-- name: noter_interruptions
insert into essais (message, rang, debut, duree_ms, issue, reponse)
select message, l.essais, b.debut, 0, $3, $4
from unnest($1::uuid[], $2::timestamptz[]) b (message, debut)
join livraisons l using (message)

-- name: commencer
update livraisons set prochain_le = $4, essaye_depuis = $3
where message = $1 and bail = $2 and etat = 'en_cours'
returning message

-- name: rendre
update livraisons set etat = 'a_envoyer', prochain_le = $3, bail = null
where message = any ($1::uuid[]) and bail = any ($2::uuid[]) and etat = 'en_cours'

-- name: dossier
select f.*, m.destinataire, c.nom as contact_nom, c.courriel as contact_courriel,
    exists (select from personnes_effacees e where e.personne = m.destinataire) as effacee,
    d.etat as etat_demande, coalesce(d.intervenant, f.intervenant) as intervenant_actuel,
    i.nom as intervenant_nom, coalesce(nullif(s.nom, ''), s.nom_long) as structure_nom
from messages m
join faits_entendus f using (evenement)
left join contacts c on c.personne = m.destinataire
left join demandes_suivies d using (demande)
left join contacts i on i.personne = coalesce(d.intervenant, f.intervenant)
left join structures s on s.finess = f.structure
where m.id = $1

-- name: conclure
-- Only the holder of the lease writes the end of an attempt, except an acceptance: the server has the mail.
update livraisons
set etat = $3, motif = $4, prochain_le = $5, bail = null, essaye_depuis = null, envoyee_le = $6
where message = $1 and etat <> 'envoyee' and (bail = $2 and etat = 'en_cours' or $3 = 'envoyee')
returning message

-- name: noter_essai
-- An attempt that was made is written down, whoever holds the lease by now.
with compte as (update livraisons set essais = essais + 1 where message = $1 returning message, essais)
insert into essais (message, rang, debut, duree_ms, issue, code, reponse)
select message, essais, $2, $3, $4, $5, $6 from compte

-- name: annuler_de
update livraisons l set etat = 'annulee', motif = $2, prochain_le = null, bail = null
from messages m
where m.id = l.message and m.destinataire = $1 and l.etat in ('a_envoyer', 'reportee')

-- name: attente
select count(*) as nombre, min(depuis) as depuis from livraisons where prochain_le is not null
