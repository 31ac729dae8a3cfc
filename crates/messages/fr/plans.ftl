problem-plan-not_found = Ce plan n'existe pas.
problem-plan-wrong_state = L'état du plan ne le permet pas.
problem-plan-changed_meanwhile = Quelqu'un a modifié le plan entre-temps. Relisez-le, puis recommencez.
problem-plan-incomplete = Il manque encore quelque chose avant de publier : { $missing }.
problem-plan-nobody_on_duty = { $count ->
    [0] Personne ne peut encore modérer ce plan. Nommez deux modérateurs, ou un relecteur extérieur, puis publiez.
   *[other] Une décision doit pouvoir être relue par une autre personne. Nommez un second modérateur, ou un relecteur extérieur, puis publiez.
}
problem-plan-vote_suspended = Le vote est suspendu depuis le { $at }. La raison est affichée sur le plan.
problem-plan-vote_not_open = Aucun vote n'est ouvert dans cette étape.
problem-plan-vote_not_suspended = Aucun vote n'est suspendu dans cette étape.
problem-plan-in_use = Ce que vous retirez est encore cité ({ $count }). Renommez-le plutôt.
problem-document-not_found = Ce document n'existe pas.
problem-plan-vote_dates_frozen = Un vote ouvert ne peut être ni raccourci, ni prolongé une fois les totaux visibles.
problem-plan-rules_frozen = Les effets du vote sont fixés depuis la publication, et ses règles depuis qu'il a ouvert.
problem-phase-closed = 
    { $opensAt ->
        [none] { $closedAt ->
            [none] Aucune étape du plan ne le permet.
           *[other] C'est terminé depuis le { $closedAt }.
        }
       *[other] Ce sera possible à partir du { $opensAt }.
    }
