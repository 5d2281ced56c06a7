-- name: livraisons
-- $1 states, $2 rule, $3 pattern of the request's or structure's number, $4 account whose requests these are, $5 one
-- message, $6 and $7 place of the last row seen, $8 number of rows.
select m.id, m.regle, m.cree_le, l.etat, l.motif, l.prochain_le, l.envoyee_le, f.demande, f.numero, f.structure,
    coalesce(nullif(s.nom, ''), s.nom_long) as nom_structure, c.nom, c.courriel
from livraisons l
join messages m on m.id = l.message
join faits_entendus f using (evenement)
left join demandes_suivies d using (demande)
left join structures s on s.finess = f.structure
left join contacts c on c.personne = m.destinataire
    and not exists (select from personnes_effacees e where e.personne = m.destinataire)
where ($1::text[] is null or l.etat = any ($1))
    and ($2::text is null or m.regle = $2)
    and ($3::text is null or f.numero ilike $3 or f.structure ilike $3)
    and ($4::text is null or exists (
        select from contacts q where q.sujet = $4 and q.personne in (m.destinataire, d.intervenant)))
    and ($5::uuid is null or m.id = $5)
    and ($7::uuid is null or (m.cree_le, m.id) < ($6::timestamptz, $7::uuid))
order by m.cree_le desc, m.id desc
limit $8

-- name: comptes
select etat, count(*) as nombre from livraisons group by etat

-- name: comptes_choisis
-- $1 rule, $2 pattern and $3 account, as above: only what narrows the list needs more than the deliveries themselves.
select l.etat, count(*) as nombre
from livraisons l
join messages m on m.id = l.message
join faits_entendus f using (evenement)
left join demandes_suivies d using (demande)
where ($1::text is null or m.regle = $1)
    and ($2::text is null or f.numero ilike $2 or f.structure ilike $2)
    and ($3::text is null or exists (
        select from contacts q where q.sujet = $3 and q.personne in (m.destinataire, d.intervenant)))
group by l.etat

-- name: essais
select message, rang, debut, duree_ms, issue, code, reponse
from essais
where message = any ($1::uuid[])
order by message, rang desc

-- name: verrouiller
select l.etat
from livraisons l
join messages m on m.id = l.message
join faits_entendus f using (evenement)
left join demandes_suivies d using (demande)
where l.message = $1 and ($2::text is null or exists (
    select from contacts c where c.sujet = $2 and c.personne in (m.destinataire, d.intervenant)))
for update of l

-- name: renvoyer
update livraisons
set etat = 'a_envoyer', motif = null, prochain_le = $2, depuis = $2, renvoyee = true, essais_avant = essais, bail = null
where message = $1

-- name: incoherences
select 'livraison envoyée sans essai accepté : ' || l.message as phrase
from livraisons l
where l.etat = 'envoyee' and not exists (select from essais e where e.message = l.message and e.issue = 'acceptee')
union all
select 'livraison dont le nombre d''essais est faux : ' || l.message
from livraisons l
where l.essais <> (select count(*) from essais e where e.message = l.message)
union all
select 'message par courriel sans livraison : ' || m.id
from messages m
where m.regle = any ($1::text[]) and not exists (select from livraisons l where l.message = m.id)
limit 20
