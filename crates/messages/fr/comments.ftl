problem-comment-not_found = Ce commentaire n'existe pas.
problem-comment-deleted = Ce commentaire a été supprimé par son auteur. Répondez à un autre commentaire, ou écrivez-en un nouveau.
problem-comment-not_shown = Ce commentaire n'est pas affiché en ce moment.
problem-comment-wrong_state = L'état du commentaire ne le permet pas : il attend peut-être une relecture.
problem-comment-thread_locked = Cette discussion est verrouillée : elle se lit, mais ne reçoit plus de réponses.
problem-comment-masked = Un passage de ce commentaire a été masqué par la modération : son texte ne change plus. Vous pouvez le supprimer.
problem-comment-position_on_answer = Une réponse n'a pas de position : seul un commentaire sur la proposition dit pour, contre ou question.
problem-comment-changed_meanwhile = Le commentaire a changé entre-temps. Relisez-le, puis recommencez.
