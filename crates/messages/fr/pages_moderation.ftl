nav-moderation = Modération
tabs = Parties de la file
tab-pending = À lire
tab-pending-count = À lire : { $count }
tab-pending-explained = Ces textes attendent une lecture avant leur publication. Le plus ancien d'abord.
tab-pending-empty = Aucun texte n'attend d'être lu.
tab-open = Signalés
tab-open-count = Signalés : { $count }
tab-open-explained = Le plus grave d'abord. Un point vaut une heure d'attente. Rien n'est caché par le nombre de signalements.
tab-open-empty = Aucun signalement n'attend. Merci.
tab-contested = Contestés
tab-contested-count = Contestés : { $count }
tab-contested-explained = Une autre personne que celle qui a décidé revoit chaque décision contestée.
tab-contested-empty = Aucune décision n'est contestée.
tab-decided = Décidés
tab-decided-explained = Les dossiers décidés, pour relire ce qui a été fait.
tab-decided-empty = Rien n'est encore décidé.
queue-reload = Recharger la file
queue-plan = Plan
queue-take = Prendre 10 dossiers
queue-mine = Mes dossiers
queue-all = Tous les dossiers
queue-mine-empty = Vous ne traitez aucun dossier ici.
moderated-proposal = Proposition
moderated-comment = Commentaire
case-title = Dossier de modération
case-around = Ce qu'on sait de ce texte
case-due = à décider avant le { $until }
case-due-explained = À décider avant le { $until }.
case-claimed-by-you = vous le traitez jusqu'au { $until }
case-claimed-by-other = une autre personne le traite jusqu'au { $until }
case-claim = Prendre ce dossier
case-release = Le rendre
case-overdue = En retard
case-escalated = Délai passé
case-minors = Mineur concerné
case-second = Second avis demandé
skip-case = Passer au suivant
stage-open = À décider
stage-decided = Décidé
stage-told = Décidé, contestable
stage-contested = Contesté
stage-reviewed = Revu
stage-final = Définitif
text-in-place = Voir à sa place
text-whole = Le texte entier
text-shown = Ce que tout le monde lit
text-gone = Ce texte n'existe plus.
shown-gone = L'auteur a retiré ce texte.
shown-locked = Le texte entier, sans réponses nouvelles.
shown-hidden = Rien : le texte est retiré de l'affichage.
shown-removed = Rien : le texte est supprimé.
shown-held = Rien, jusqu'au { $until } : le texte est suspendu.
mark-selection = Ajouter la sélection aux passages à masquer
author-title = Son auteur
author-without-account = Sans compte ici.
signals-title = Ce qu'un programme a vu
signals-explained = Un programme ne décide de rien. Il dit où regarder.
why-title = Pourquoi ici
why-escalated = Un délai est passé sans décision : ce dossier est en tête.
why-waiting = Ouvert le { $day }.
notices-title = Ce que disent les signalements
notices-none = Personne n'a signalé ce texte.
notice-from-account = Par une personne qui a un compte, le { $day }
notice-from-visitor = Par une personne sans compte, le { $day }
notice-read = Le texte lu alors
notifier-new = Une personne signale pour la première fois.
notifier-record = Une personne : signalements suivis, { $count } sur { $limit }.
past-title = Décisions prises
past-keep = Laissé ou rétabli
past-mask = Passage masqué
past-mask_files = Photo ou document masqué
past-mask_both = Passage masqué, avec une photo ou un document
past-lock = Réponses fermées
past-hide = Retiré de l'affichage
past-remove = Supprimé
past-remove_wave = Vague de spam supprimée
past-return = Renvoyé à l'auteur
past-by-you = Par vous, le { $day }
past-by-other = Par une autre personne, le { $day }
past-upheld = La décision est maintenue
past-reversed = La décision est annulée
past-modified = La décision est changée
past-agreed = Les deux avis sont les mêmes
past-differed = Les deux avis diffèrent
past-detected = Un programme l'avait vu
past-undone = Reprise en dix secondes
past-interim = Peut encore être reprise
past-reference = Journal : { $code }
contested-title = La décision et sa contestation
contested-decision = La décision contestée
complaint-author = L'auteur conteste
complaint-notifier = La personne qui a signalé conteste
complaint-filed = Le { $day }
barred-second-person = Vous avez pris part à cette décision. Une autre personne doit la revoir.
second-title = Un second avis est demandé
second-was-asked = Un second avis a été demandé
second-ask = Demander un second avis
second-explained = Dites ce que vous feriez. Une autre personne décidera.
second-would = Ce que je ferais
second-note = Un mot pour l'autre personne
second-send = Demander l'avis
would-keep = Première idée : le laisser.
would-mask = Première idée : masquer un passage.
would-mask_files = Première idée : masquer une photo ou un document.
would-mask_both = Première idée : masquer un passage, et une photo ou un document.
would-lock = Première idée : fermer les réponses.
would-hide = Première idée : le retirer de l'affichage.
would-remove = Première idée : le supprimer.
would-remove_wave = Première idée : supprimer toute la vague de spam.
would-return = Première idée : le renvoyer à l'auteur.
decide = Décider
decide-review = Revoir la décision
decide-review-explained = La même décision la maintient. « Rétablir » l'annule. Une autre la change.
decide-rule = Quelle règle ?
decide-rule-hint = Une restriction cite toujours une règle. Critiquer la ville, un élu ou un bailleur n'en enfreint aucune.
rule-none = Aucune : le texte respecte les règles
rule-named = Citée
rule-more = Explication et exemples
rule-refused = Refusé
rule-accepted = Accepté
rule-ready = Phrase prête
rule-usual = D'habitude
usual-publish = on le laisse
usual-return = on le renvoie à l'auteur
usual-mask = on masque un passage
usual-lock = on ferme les réponses
usual-hide = on le retire de l'affichage
usual-remove = on le supprime
usual-transmit = on le supprime et on prévient les autorités
decide-passages = Passages à masquer
decide-passages-hint = Un passage par ligne, avec ses mots exacts. Il est masqué partout. Pour le deuxième endroit seulement, écrivez « 2 : » devant.
decide-files = Photos et documents à masquer
decide-files-hint = Ce qui est coché n'est plus montré à personne, sauf à son auteur et à la modération. Le texte reste.
decide-typed = Ce que vous aviez écrit
decide-facts = Ce que l'auteur lira
decide-facts-hint = Dites ce qui s'est passé, en mots simples. La phrase prête de la règle s'écrit ici, et se change. Sans réponse, elle est envoyée.
decide-facts-review-hint = Répondez à la contestation, en mots simples.
decide-automation = C'est vous qui décidez, jamais un programme. L'auteur le lira.
decide-action = Que faire ?
decide-action-hint = La décision prend effet tout de suite. Vous avez dix secondes pour la reprendre ; personne n'est prévenu avant.
do-publish = Publier
do-publish-explained = Tout le monde le lira dans dix secondes.
do-return = Renvoyer à l'auteur
do-return-explained = L'auteur lit pourquoi. Il peut changer son texte et l'envoyer à nouveau.
decided-publish = Publié.
past-publish = Publié
would-publish = Première idée : le publier.
shown-returned = Rien : le texte est renvoyé à son auteur.
facts-publish = Nous avons lu ce texte. Il respecte les règles de ce site et est publié.
pending-return = Le renvoyer à l'auteur
pending-return-explained = Un renvoi cite une règle et dit pourquoi. La page suivante les demande.
review-why-returned = envoyé à nouveau après un renvoi
review-why-returned-explained = L'auteur l'a changé après un renvoi, puis envoyé à nouveau.
do-keep = Laisser
do-restore = Laisser ou rétablir
do-keep-explained = Le texte reste affiché.
do-mask = Masquer ce qui est indiqué
do-mask-explained = Les passages, photos et documents choisis. Le reste se voit toujours.
do-lock = Fermer les réponses
do-lock-explained = Le texte se lit, personne n'y répond plus.
do-hide = Retirer de l'affichage
do-hide-explained = Un avis dit la règle et le jour. Réponses et votes restent.
do-remove = Supprimer
do-remove-explained = Pour de bon : contenu illégal ou répété.
hold-title = Suspendre le temps de décider
hold-explained = Une seule fois par texte, 24 heures au plus. Sans décision, le texte revient et le dossier passe en tête.
hold-hours = Pendant
hold-send = Suspendre
undo = Annuler
decided-keep = Laissé.
decided-mask = Passages masqués.
decided-mask_files = Photo ou document masqué.
decided-mask_both = Passages masqués, avec une photo ou un document.
decided-lock = Réponses fermées.
decided-hide = Retiré de l'affichage.
decided-remove = Supprimé.
decided-remove_wave = Vague de spam supprimée.
decided-return = Renvoyé à l'auteur.
done-decision-undone = La décision est reprise. Le texte est comme avant, et personne n'a été prévenu.
done-cases-taken = Ces dossiers sont à vous pendant une demi-heure.
done-nothing-to-take = Aucun dossier libre n'attend ici.
done-case-claimed = Ce dossier est à vous pendant une demi-heure.
done-case-released = Le dossier est rendu. D'autres peuvent le prendre.
done-second-asked = Une autre personne décidera de ce dossier.
done-text-held = Le texte est suspendu. Décidez avant la fin.
done-text-published = Le texte est publié.
facts-keep = Nous avons relu ce texte. Il respecte les règles de ce site et reste affiché.
facts-rule = Une partie de ce texte, ou tout, ne respecte pas la règle « { $title } ».
facts-no-rule = Ce texte ne respecte pas les règles de ce site.
pending-title = Lire avant publication
pending-in-hand = Un dossier est ouvert sur ce texte : il s'y décide, avec dix secondes pour revenir en arrière.
pending-case = Ouvrir le dossier
pending-own = C'est votre texte : une autre personne le lit.
pending-publish = Publier
pending-publish-explained = Publié, le texte se lit aussitôt. Il peut encore être signalé et décidé.
review-why-before = lu avant publication sur ce plan
review-why-first = premiers textes de cette personne
review-why-signal = un contrôle demande une lecture
review-why-before-explained = Sur ce plan, tout est lu avant publication en ce moment.
review-why-first-explained = Sur ce plan, les premiers textes de chaque personne sont lus avant publication.
review-why-signal-explained = Un contrôle automatique demande qu'une personne lise ce texte.
review-opens = publié sans lecture le { $day }
review-opens-explained = Sans lecture, il est publié le { $day }.
keys-title = Touches du clavier
keys-explained = Chaque touche appuie sur un bouton de la page. Elles se taisent pendant que vous écrivez.
keys-on = Utiliser les touches
keys-reset = Remettre les touches du début
key-next = Suivant
key-previous = Précédent
key-keep = Laisser ou publier
key-hide = Retirer de l'affichage
key-mask = Masquer ce qui est indiqué
key-lock = Fermer les réponses
key-remove = Supprimer
key-second = Second avis
key-take = Prendre
key-undo = Annuler la décision
queue-news = { $count ->
    [one] { $count } de plus dans la file
   *[other] { $count } de plus dans la file
}
case-notices = { $count ->
    [0] sans signalement
    [one] { $count } signalement
   *[other] { $count } signalements
}
case-points = { $count ->
    [one] { $count } point
   *[other] { $count } points
}
author-standing = { $count ->
    [0] aucun texte affiché dans ce plan
    [one] { $count } texte affiché dans ce plan
   *[other] { $count } textes affichés dans ce plan
}
author-restricted = { $count ->
    [0] aucune décision contre ses textes
    [one] { $count } décision contre ses textes
   *[other] { $count } décisions contre ses textes
}
author-reversed = { $count ->
    [one] { $count } annulée après contestation
   *[other] { $count } annulées après contestation
}
signal-links = { $count ->
    [one] { $count } lien
   *[other] { $count } liens
}
signal-capitals = { $count ->
    [one] { $count } lettre sur cent en majuscules
   *[other] { $count } lettres sur cent en majuscules
}
signal-contact = { $count ->
    [one] { $count } coordonnée ou nom de personne
   *[other] { $count } coordonnées ou noms de personnes
}
signal-first-post = { $count ->
    [0] premier texte de cette personne ici
    [one] { $count } texte accepté avant celui-ci
   *[other] { $count } textes acceptés avant celui-ci
}
signal-burst = { $count ->
    [one] { $count } texte envoyé en dix minutes
   *[other] { $count } textes envoyés en dix minutes
}
why-severity = { $count ->
    [one] { $count } point pour la gravité de la règle citée.
   *[other] { $count } points pour la gravité de la règle citée.
}
why-notifiers = { $count ->
    [one] { $count } point pour les personnes qui signalent, selon leur justesse passée.
   *[other] { $count } points pour les personnes qui signalent, selon leur justesse passée.
}
why-exposure = { $count ->
    [one] { $count } point pour le nombre de personnes qui participent là.
   *[other] { $count } points pour le nombre de personnes qui participent là.
}
why-signals = { $count ->
    [one] { $count } point pour ce qu'un programme a vu.
   *[other] { $count } points pour ce qu'un programme a vu.
}
why-minors = { $count ->
    [one] { $count } point : un mineur est concerné.
   *[other] { $count } points : un mineur est concerné.
}
hold-for = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
undo-left = { $count ->
    [one] Il reste { $count } seconde.
   *[other] Il reste { $count } secondes.
}
sanction-title = Une mesure envers l'auteur
sanction-apart = La décision sur le texte est une chose. Une mesure envers la personne en est une autre.
sanction-open = Voir ou prendre une mesure
sanction-hint = Elle empêche d'écrire. Jamais de lire, de voter, de télécharger ses données ni de contester.
sanction-nothing-to-follow = Une mesure suit une décision qui restreint un texte dont l'auteur a un compte.
sanction-kind = Quelle mesure ?
sanction-warning = Un avertissement
sanction-warning-explained = La personne est prévenue. Rien d'autre ne change.
sanction-limit = Une limite
sanction-limit-explained = Elle n'écrit plus pendant 1 à 30 jours.
sanction-suspension = Une suspension
sanction-suspension-explained = Elle n'écrit plus pendant 1 à 365 jours. Seulement après un avertissement ou une limite.
sanction-days = Pendant combien de jours ?
sanction-days-hint = Laissez vide pour un avertissement.
sanction-choose-rule = Choisir une règle
sanction-facts-hint = Dites ce qui s'est passé, en mots simples. La personne le lit, et peut contester six mois.
sanction-send = Prendre cette mesure
sanction-until = jusqu'au { $until }
sanction-contested = contestée, réponse avant le { $until }
sanction-lifted = levée après contestation
sanction-upheld = maintenue après contestation
past-sanctioned = Décidée le { $day }
decided-warning = Avertissement donné.
decided-limit = Limite décidée.
decided-suspension = Suspension décidée.
done-sanction-undone = La mesure est reprise. Personne n'a été prévenu.
appeals-title = Mesures contestées
appeals-hint = Une autre personne que celle qui a décidé répond, sous quinze jours ouvrés. Les retards sont comptés en public.
appeals-empty = Aucune mesure n'est contestée.
appeals-count = { $count ->
    [one] { $count } mesure contestée
   *[other] { $count } mesures contestées
}
appeal-title = Une mesure contestée
appeal-due = réponse avant le { $until }
appeal-own = Vous avez pris cette mesure : une autre personne répond.
appeal-grounds = Ce que dit la personne
appeal-answer = Répondre
appeal-uphold = Maintenir la mesure
appeal-lift = Lever la mesure
appeal-reasons = Ce que la personne lira
appeal-send = Envoyer la réponse
decided-appeal-upheld = Mesure maintenue.
decided-appeal-reversed = Mesure levée.
done-appeal-undone = La réponse est reprise. La personne n'a rien reçu.
case-open = Ouvrir un dossier
case-open-proposal = Ouvrir un dossier de modération
