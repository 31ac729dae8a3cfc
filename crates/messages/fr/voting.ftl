problem-voting-limit_reached = Vous soutenez déjà { $limit } propositions, le nombre permis par ce plan. Retirez un soutien pour en donner un autre.
problem-voting-wrong_choice = Ce plan demande des soutiens, et non un avis pour ou contre. Soutenez la proposition, ou laissez-la.
problem-voting-already_used = Cette adresse ou ce justificatif a déjà servi à voter dans ce plan avec un autre compte. Ce vote reste compté : on ne vote pas deux fois.
problem-voting-already_voted = Vous avez déjà voté autrement sur cette proposition. Ce vote reste ; changez-le vous-même si vous le souhaitez.
problem-voting-sealed = Les votes de ce plan sont devenus anonymes. On ne peut plus y ajouter ni en retirer.
problem-voting-nothing_pending = Aucun vote n'attend ici : il a été compté, effacé, ou date de plus de 30 jours. Votez de nouveau.
problem-voting-bad_token = Ce code de reprise n'est pas valable. Recommencez votre vote.
problem-voting-too_many_pending = { $limit } votes attendent déjà votre inscription. Inscrivez-vous pour qu'ils comptent.
