-- A first set of indicators, programmes and targets. The targets are examples: the agency fixes its own
-- by `maillage usages cible`. Sources: the uses that ESMS numérique names (DMP, INS, MSSanté, e-MIE), 9 months of follow-up.
insert into indicateurs (no, version, code, libelle, unite_de_compte, sens, valable_depuis) values
    (1, 1, 'dmp_alimentation', 'Alimentation du DMP', 'personne', 'hausse', '2020-01-01'),
    (2, 1, 'ins_qualifiee', 'Identité INS qualifiée', 'personne', 'hausse', '2020-01-01'),
    (3, 1, 'mssante_messages', 'Messages MSSanté par dossier actif', 'message', 'hausse', '2020-01-01'),
    (4, 1, 'emie_professionnels', 'Moyen d’identification électronique des professionnels', 'professionnel', 'hausse',
        '2020-01-01');

insert into programmes (code, libelle, regle_depart, duree_mois) values
    ('esms-numerique', 'ESMS numérique, suivi du déploiement', 'deploiement_dui', 9),
    ('esms-numerique-projet', 'ESMS numérique, projet financé', 'date_projet', 9),
    ('esms-numerique-formation', 'ESMS numérique, fin de formation', 'fin_formation', 9);

insert into cibles (programme, indicateur, valeur, valable_depuis, exemple)
select p.code, c.indicateur, c.valeur, date '2020-01-01', true
from programmes p
cross join (values
    ('dmp_alimentation', 0.90), ('emie_professionnels', 0.80), ('ins_qualifiee', 0.90), ('mssante_messages', 0.50)
) as c (indicateur, valeur)
order by p.code, c.indicateur;
