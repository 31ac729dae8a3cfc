problem-merge-not_found = Ce regroupement n'existe pas.
problem-merge-closed = Ce regroupement est terminé : il a été décidé, ou les 14 jours sont passés.
problem-merge-vote_open = Le vote est ouvert : plus rien ne peut être regroupé.
problem-merge-already_merged = Une de ces propositions appartient déjà à un groupe.
problem-merge-not_merged = Cette proposition n'appartient à aucun groupe.
problem-merge-unfit = Ces propositions ne peuvent pas être regroupées : il en faut de 2 à 50, différentes, lisibles et du même plan.
problem-merge-author_absent = Une de ces propositions vient d'une autre plateforme : son auteur ne peut pas donner son accord ici.
problem-merge-too_many_open = Vous avez déjà { $limit } regroupements en attente. Attendez les réponses.
