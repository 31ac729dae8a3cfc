problem-draft-not_found = Ce brouillon n'existe pas, ou n'existe plus.
problem-draft-too_many = Vous avez déjà { $limit } brouillons. Effacez-en un, ou envoyez-le.
problem-draft-bad_token = Cette clé de brouillons n'est pas la bonne.
