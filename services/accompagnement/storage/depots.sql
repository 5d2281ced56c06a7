-- name: contexte
-- All that a deposit asks before it holds the routing, in one round trip.
select
    $1::text is null or pg_try_advisory_xact_lock($2, hashtext($1)) as tenue,
    k.empreinte, k.demande, k.numero,
    t.code, w.points, t.a_qualifier,
    (select jsonb_object_agg(cle, valeur) from parametres) as parametres,
    d.personne, d.version, d.nom, d.courriel, d.sujet, d.structure, d.departements, d.profil, d.fonction, d.telephone
from (select valeur * interval '1 hour' as duree from parametres where cle = 'cle_heures') c
left join cles_de_depot k on k.cle = $1 and k.prise_le > $3::timestamptz - c.duree
left join thematiques t on t.code = $4
left join poids_des_types w on w.type = t.type
left join personnes d on d.genre = 'demandeur' and lower(d.courriel) = lower($5)
    and coalesce(d.structure, '') = coalesce($6, '')

-- name: verrouiller_les_affectations
select pg_advisory_xact_lock($1)

-- name: ouvrir
-- Asked once the routing is held: nobody else numbers, routes or flags until the end of the transaction. The key ($3), if
-- there is one, keeps the answer.
with suivant as (
    insert into numerotation as n (annee, dernier) values ($1, 1)
    on conflict (annee) do update set dernier = n.dernier + 1
    returning format('DA-%s-%s', annee, lpad(dernier::text, greatest(5, length(dernier::text)), '0')) as numero
), gardee as (
    insert into cles_de_depot as c (cle, empreinte, demande, numero, prise_le)
    select $3::text, $4::text, $5::uuid, numero, $6::timestamptz from suivant where $3::text is not null
    on conflict (cle) do update
    set empreinte = excluded.empreinte, demande = excluded.demande, numero = excluded.numero, prise_le = excluded.prise_le
    where c.prise_le <= $6 - (select valeur * interval '1 hour' from parametres where cle = 'cle_heures')
    returning cle
)
select v.numero, s.nom, s.nom_long, s.departement, f.intervenant as habituel,
    $3::text is null or exists (select from gardee) as gardee,
    s.etat = 'fermee' or exists (
        select from structures_fermees x where x.finess = s.finess and x.version > s.version
    ) as fermee,
    exists (
        select from demandes d where d.demandeur = $7 and d.thematique = $8 and d.etat = any ($9::text[])
    ) as doublon
from suivant v
left join structures s on s.finess = $2
left join portefeuille f on f.structure = $2

-- name: oublier_les_cles
delete from cles_de_depot where prise_le <= $1
