problem-answer-not_found = Cette réponse n'existe pas.
problem-answer-wrong_state = La réponse en est à une étape qui ne le permet pas.
problem-answer-exists = Une réponse est déjà donnée ou à l'étude pour cette proposition.
problem-answer-changed_meanwhile = La réponse a changé entre-temps. Relisez-la, puis recommencez.
problem-answer-own_draft = Une autre personne doit relire ce que vous avez écrit. Demandez-le à un collègue.
