nav-staff = Espace agents
staff-dashboard = Tableau de bord
staff-overdue = Réponses en retard
staff-overdue-count = { $count ->
    [one] réponse en retard
   *[other] réponses en retard
}
staff-overdue-none = Aucune réponse n'est en retard.
staff-due-title = Réponses à rendre
staff-due-count = { $count ->
    [one] réponse à rendre
   *[other] réponses à rendre
}
staff-due-none = Aucune réponse n'est attendue pour le moment.
staff-late = { $days ->
    [0] En retard depuis aujourd'hui, attendue le { $day }
    [1] En retard d'un jour, attendue le { $day }
   *[other] En retard de { $days } jours, attendue le { $day }
}
staff-due = À rendre le { $day } : { $left }
staff-lively-count = { $count ->
    [one] débat vif
   *[other] débats vifs
}
staff-lively = Débats vifs
staff-lively-explained = Les propositions les plus commentées depuis sept jours.
staff-lively-none = Personne n'a commenté depuis sept jours.
staff-said = { $count ->
    [one] { $count } commentaire
   *[other] { $count } commentaires
}
staff-participation = Qui participe
staff-participation-explained = Chaque personne qui a écrit compte une fois, là où elle a écrit d'abord. Aucun nombre ne décrit moins de 11 personnes.
staff-participation-none = Aucun plan n'est encore publié.
staff-people = { $count ->
    [one] { $count } personne a écrit.
   *[other] { $count } personnes ont écrit.
}
staff-people-few = Moins de 11 personnes ont écrit : rien de plus n'est montré.
staff-people-column = Personnes
staff-by-zone = Par secteur
staff-by-channel = Par canal
staff-channel = Canal
staff-withheld = Non montré
staff-missing = Personne n'a encore écrit sur :
channel-participant = En ligne
channel-organisation = Organisme
channel-town = Ville
channel-meeting = Réunion
channel-paper = Papier
channel-import = Ancienne plateforme
staff-table-withheld = Trop peu de personnes par ligne : le détail laisserait reconnaître quelqu'un.
staff-answers = Réponses
answers-ask = À étudier
answers-ask-explained = Personne n'étudie encore ces propositions. Cochez celles qui auront la même réponse.
answers-ask-empty = Toutes les propositions sont étudiées.
answers-studied = À l'étude
answers-studied-explained = La plus pressée d'abord. Passée sa date, une réponse est en retard aux yeux de tous.
answers-studied-empty = Rien n'est à l'étude.
answers-drafts = À relire
answers-drafts-explained = Ces réponses attendent qu'une autre personne les relise et les publie.
answers-drafts-empty = Rien n'attend d'être relu.
answers-promised = Promesses
answers-promised-explained = Retenues, en tout ou en partie. Dites quand c'est fait, ou pourquoi c'est abandonné.
answers-promised-empty = Aucune promesse n'attend.
answers-closed = Closes
answers-closed-explained = Non retenues, réalisées ou abandonnées.
answers-closed-empty = Aucune réponse n'est close.
study-choose = Propositions à étudier ensemble
study-read = La lire
study-together = Étudier ces propositions
study-title = Mettre à l'étude
study-explained = Une seule réponse vaudra pour toutes ces propositions. Leurs auteurs voient qui étudie, et jusqu'à quand.
study-organisation = Qui étudie
study-organisation-hint = Le nom du service ou de l'organisme, tel que tout le monde le lira.
study-due = Réponse attendue le
study-due-hint = Après ce jour, la réponse est affichée en retard.
study-send = Mettre à l'étude
done-nothing-chosen = Cochez d'abord une proposition.
done-study-begun = L'étude est commencée. La date est affichée sur chaque proposition.
answer-page = Réponse
answer-covers = { $count ->
    [one] La proposition
   *[other] Les { $count } propositions
}
answer-next = La suite
answer-next-none = Cette réponse est close.
answer-history = Ce qui s'est passé
answer-deliberation = Délibération n° { $number }
history-study = À l'étude : { $name }
history-transfer = Transmise à { $name }
history-terms = Coût et calendrier
step-decide = Décider
step-decide-explained = Dites ce que la ville décide, et pourquoi. Les auteurs et les personnes qui suivent sont prévenus à la publication.
step-recommend = Noter un avis technique
step-recommend-explained = L'avis d'un service est publié à part. Il ne décide rien.
step-transfer = Transmettre
step-transfer-explained = La proposition relève d'un autre organisme. Dites lequel, pourquoi, et pour quand.
step-deliver = Dire que c'est fait
step-deliver-explained = La réponse sera marquée « Réalisée ». Les personnes qui suivent sont prévenues.
step-abandon = Abandonner
step-abandon-explained = La promesse ne sera pas tenue. La raison est publiée.
decide-decision = Décision
decide-reason = Pourquoi
decide-reason-hint = De 15 à 5 000 caractères, comme vous le diriez à l'auteur.
decide-cost = Coût en euros
decide-cost-hint = Par exemple 18 400,50.
decide-calendar = Calendrier
decide-calendar-hint = Par exemple « de mars à juin ».
decide-deliberation = Numéro de délibération
decide-deliberation-hint = Par exemple 2026-114.
decide-draft = Demander une relecture
decide-publish = Publier sans relecture
decide-publish-hint = Avec une relecture, une autre personne publie ou renvoie votre texte.
recommend-by = Quel service
recommend-by-hint = Son nom, tel que tout le monde le lira.
recommend-text = Son avis
recommend-text-hint = De 15 à 5 000 caractères.
recommend-send = Publier cet avis
transfer-to = À qui
transfer-to-hint = Le nom de l'organisme.
transfer-reason = Pourquoi
transfer-reason-hint = De 15 à 5 000 caractères.
transfer-due = Réponse attendue le
transfer-due-hint = La nouvelle date, affichée sur la proposition.
transfer-send = Transmettre
deliver-send = Marquer comme réalisée
abandon-reason = Pourquoi
abandon-reason-hint = De 15 à 5 000 caractères.
abandon-send = Publier l'abandon
draft-title = Une réponse à relire
draft-written = Écrite le { $day }
draft-note = À reprendre
draft-own = Vous l'avez écrite : une autre personne la relit.
draft-edit = La reprendre
draft-publish = Publier cette réponse
draft-return = La renvoyer à son auteur
draft-note-field = Que faut-il changer ?
draft-note-field-hint = De 15 à 5 000 caractères. Seuls les agents lisent cette note.
draft-return-send = Renvoyer
done-answer-drafted = Votre texte attend une relecture. Rien n'est encore publié.
done-answer-published = La réponse est publiée.
done-answer-sent-back = Le texte est renvoyé à son auteur.
done-answer-recommended = L'avis est publié.
done-answer-transferred = La proposition est transmise.
done-answer-delivered = La réponse est marquée « Réalisée ».
done-answer-abandoned = L'abandon est publié.
