problem-batch-not_found = Ce lot n'existe pas, ou il n'est pas d'un plan qui vous est confié.
problem-batch-closed = Deux personnes ont signé le compte de ce lot. Il est clos et ne change plus.
problem-batch-typed_by_other = Ce lot est déjà saisi par d'autres. Une même personne ne saisit pas les deux fois.
problem-batch-typed_once = Une deuxième personne doit saisir ce lot avant de signer.
problem-batch-differs = Il reste { $left } différences entre les deux saisies. Tranchez-les, feuille en main.
problem-batch-other_count = Feuilles saisies : { $typed }. Recomptez les feuilles, ou saisissez celles qui manquent.
problem-batch-same_person = Vous avez déjà signé. Une autre personne recompte et signe.
problem-batch-changed_meanwhile = Quelqu'un a changé ce lot entre-temps. Relisez-le, puis signez.
