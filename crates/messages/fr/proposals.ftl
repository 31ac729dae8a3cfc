problem-proposal-not_found = Cette proposition n'existe pas.
problem-proposal-frozen = Le texte ne change plus depuis le { $at } : d'autres personnes l'ont soutenu. Ajoutez une précision.
problem-proposal-withdrawn = Cette proposition a été retirée par son auteur.
problem-proposal-wrong_state = L'état de la proposition ne le permet pas.
problem-proposal-not_shown = Cette proposition n'est pas affichée en ce moment.
problem-proposal-changed_meanwhile = La proposition a changé entre-temps. Relisez-la, puis recommencez.
problem-proposal-not_frozen = Le texte peut encore changer : modifiez-le plutôt que d'ajouter une précision.
problem-proposal-too_many_precisions = Une proposition a { $limit } précisions au plus.
