proposals-title = Les propositions
proposals-none = Personne n'a encore proposé. Vous pouvez être la première personne.
proposals-none-found = Aucune proposition ne correspond.
search-needs-letters = Écrivez au moins un mot de trois lettres.
filters = Chercher dans les propositions
filter-words = Rechercher
filter-theme = Thème
filter-zone = Lieu
filter-state = Réponse de la ville
filter-order = Ordre
filter-all = Tous
filter-more = Filtrer et trier
filter-chosen = Filtrer et trier ({ $count })
filter-apply = Afficher
filter-drop = Voir toutes les propositions
order-shuffle = Au hasard
order-shuffle-explained = Au hasard, pour que chacune ait sa chance. Votre ordre reste le même toute la journée.
order-newest = Récentes
order-newest-explained = Les dernières publiées d'abord.
order-oldest = Anciennes
order-oldest-explained = Les premières publiées d'abord.
order-discussed = Discutées
order-discussed-explained = Celles qui ont le plus de commentaires d'abord.
order-supported = Soutenues
order-supported-explained = Celles qui ont le plus de votes d'abord, là où les totaux sont visibles.
count-proposals = { $count ->
    [0] Aucune proposition
    [one] { $count } proposition
   *[other] { $count } propositions
}
count-supports = { $count ->
    [0] aucun soutien
    [one] { $count } soutien
   *[other] { $count } soutiens
}
count-for = { $count } pour
count-comments = { $count ->
    [0] aucun commentaire
    [one] { $count } commentaire
   *[other] { $count } commentaires
}
state-none = Pas encore étudiée
state-under-study = En étude
state-transferred = Transmise
state-accepted = Retenue
state-partly = Retenue en partie
state-refused = Non retenue
state-delivered = Réalisée
state-abandoned = Abandonnée
stamp-debate = En débat
stamp-pending = En lecture
stamp-withdrawn = Retirée par son auteur
stamp-overdue = Réponse en retard
stamp-under-study = En étude
stamp-transferred = Transmise
stamp-accepted = Retenue
stamp-partly = Retenue en partie
stamp-refused = Non retenue
stamp-delivered = Réalisée
stamp-abandoned = Abandonnée
tombstone-title = Texte retiré
tombstone-withdrawn = Son auteur a retiré cette proposition le { $day }. Son numéro et ses votes restent.
tombstone-held = La modération lit ce texte. Il est caché pendant 24 heures au plus.
tombstone-returned = Renvoyée à son auteur avant publication : elle peut être modifiée et envoyée à nouveau.
tombstone-hidden = La modération a retiré ce texte de l'affichage. La décision est dans le journal.
tombstone-removed = La modération a supprimé ce texte. La décision est dans le journal.
origin-participant = Une personne, ici
origin-organisation = Un organisme
origin-town = La ville
origin-meeting = Une réunion
origin-paper = Un papier
origin-import = Une ancienne plateforme
place-everywhere = Tout le périmètre
place-gone = Un lieu qui n'est plus dans le plan
place-point = Un point du quartier
proposal-text = Le texte de la proposition
fact-place = Lieu
fact-theme = Thème
fact-origin = Origine
fact-versions = Texte
fact-merged = Regroupée avec
versions-count = { $count ->
    [one] { $count } version
   *[other] { $count } versions
}
versions-title = Ce qui a changé
versions-legend = Dans le texte :
versions-added = ajouté
versions-removed = enlevé
version-of = Version { $number }, { $day }
merged-into = Cette proposition est regroupée avec une autre :
precision-of = Précision du { $day }
answer-title = La réponse de la ville
answer-none = Personne ne l'étudie encore.
answer-by = Répond : { $name }
answer-due = Réponse attendue le { $day }.
answer-overdue = Réponse attendue le { $day }. Elle est en retard.
answer-transferred = Transmise à { $name } le { $day }.
answer-cost = Coût : { $euros } €
answer-recommendation = L'avis technique : { $name }
comments-title = Les arguments
comments-closed = Les commentaires sont fermés.
comments-open-on = Les commentaires ouvrent le { $day }.
comments-useful = Les plus utiles
comments-newest = Récents
comments-oldest = Anciens
comments-discussed = Discutés
sides-counted = { $for } pour, { $against } contre.
sides-order = Les plus utiles d'abord, et une place sur cinq pour un nouveau.
side-for = Pour
side-for-empty = Aucun argument pour, pas encore.
side-against = Contre
side-against-empty = Aucun argument contre, pas encore.
side-neither = Ni pour ni contre
side-neither-empty = Rien de plus ici.
side-question = Questions
side-question-empty = Aucune question, pas encore.
side-all = Tous les commentaires
side-all-empty = Aucun argument pour l'instant. Dites ce que vous en pensez.
count-useful = { $count ->
    [0] { "" }
    [one] utile à { $count } personne
   *[other] utile à { $count } personnes
}
more-answers = { $count ->
    [one] { $count } réponse de plus
   *[other] { $count } réponses de plus
}
comment-deleted = Son auteur a supprimé ce commentaire.
comment-held = La modération lit ce commentaire. Il est caché pendant 24 heures au plus.
comment-returned = Renvoyé à son auteur avant publication : il peut être modifié et envoyé à nouveau.
comment-hidden = La modération a retiré ce commentaire de l'affichage. La décision est dans le journal.
comment-removed = La modération a supprimé ce commentaire. La décision est dans le journal.
comment-pending = Ce commentaire attend d'être lu par la modération.
mark-useful = Utile
answer = Répondre
report = Signaler
comment-write = Votre argument
comment-position = Vous êtes
position-for = Pour
position-against = Contre
position-neither = Ni pour ni contre
position-question = C'est une question
comment-body = Ce que vous voulez dire
comment-hint = 2 000 caractères au plus. Vous pouvez le changer pendant dix minutes.
comment-send = Publier mon commentaire
comment-sign-in = Connectez-vous pour donner un argument. Une adresse e-mail suffit.
thread-title = Un commentaire et ses réponses
thread-above = Le commentaire auquel il répond
thread-answers = Réponses
thread-no-answers = Personne n'a encore répondu.
thread-answer = Répondre
follow = Suivre
unfollow = Ne plus suivre
report-proposal = Signaler cette proposition
vote-support = Je soutiens
vote-for = Pour
vote-against = Contre
vote-neither = Ni pour ni contre
vote-withdraw = Retirer mon vote
my-vote-support = Vous soutenez cette proposition.
my-vote-for = Vous avez voté pour.
my-vote-against = Vous avez voté contre.
my-vote-neither = Vous avez voté ni pour ni contre.
vote-receipt = Votre reçu :
vote-until = Vous pouvez voter et changer d'avis jusqu'au { $day }.
vote-opens = Le vote ouvre le { $day }.
vote-ended = Le vote s'est terminé le { $day }.
vote-none = Aucun vote n'est prévu.
totals-support = { $count ->
    [0] Aucun soutien
    [one] { $count } soutien
   *[other] { $count } soutiens
}
totals-sides = { $for } pour, { $against } contre
totals-hidden-until = Totaux cachés jusqu'au { $day }
totals-hidden = Totaux cachés
supports-left = { $count ->
    [0] Vous avez utilisé tous vos soutiens.
    [one] Il vous reste { $count } soutien.
   *[other] Il vous reste { $count } soutiens.
}
votes-taken-over = { $count ->
    [one] { $count } vote repris d'une ancienne plateforme, compté à part.
   *[other] { $count } votes repris d'une ancienne plateforme, comptés à part.
}
vote-stored = Ce que votre vote enregistre
vote-stored-text = Votre vote est gardé sous un code secret, sans heure. Les pages ne le montrent qu'à vous. Qui aurait à la fois la base et la clé pourrait vous relier à lui. La clé est détruite 60 jours après les résultats : alors le vote est anonyme.
