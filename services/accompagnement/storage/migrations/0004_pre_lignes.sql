-- One request as a row of a list, with the words that people read.
create view lignes_de_demande as
select d.id as demande, d.numero, d.version, d.etat, d.structure,
    coalesce(nullif(s.nom, ''), d.nom_structure) as nom_structure, s.adresse_commune as commune, d.departement,
    t.libelle as thematique, left(d.texte, 160) as extrait, coalesce(p.nom, '') as demandeur, d.motifs,
    a.intervenant, i.nom as principal, a.phrase, d.deposee_le, d.mouvement_le, d.signalee_le is not null as signalee,
    e.ouverte, q.valeur as prise_en_charge_jours
from demandes d
join poids_des_etats e on e.etat = d.etat
join thematiques t on t.code = d.thematique
left join structures s on s.finess = d.structure
left join personnes p on p.personne = d.demandeur
left join lateral (
    select x.intervenant, x.phrase from affectations x where x.demande = d.id order by x.debut desc limit 1
) a on true
left join parametres q on q.cle = 'prise_en_charge_jours' and d.etat in ('deposee', 'a_qualifier', 'affectee')
left join personnes i on i.personne = a.intervenant;
