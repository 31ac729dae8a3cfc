me-title = Ma page
me-did = Ce que j'ai fait
me-told = Ce qu'on m'a répondu
me-account = Mon compte
unread = { $count ->
    [one] notification non lue
   *[other] notifications non lues
}
contributions-title = Mes contributions
contributions-title-text = Mes propositions et mes commentaires, et où ils en sont.
own-comments = Mes commentaires
own-proposals-empty = Vous n'avez encore rien proposé.
own-comments-empty = Vous n'avez encore rien commenté.
state-published = Publié
state-waits = En lecture
state-not-shown = Non affiché
state-withdrawn = Retiré
state-deleted = Supprimé
comment-untitled = Commentaire supprimé
votes-title = Mes votes
votes-title-text = Ce que j'ai voté, et mes reçus.
votes-hint = Personne d'autre ne voit cette page. Un reçu prouve que le vote est compté, sans dire lequel.
votes-empty = Vous n'avez aucun vote en cours. Un vote devenu anonyme n'est plus montré ici.
drafts-count = { $count ->
    [0] Aucun brouillon.
    [one] { $count } brouillon.
   *[other] { $count } brouillons.
}
follows-title = Ce que je suis
follows-title-text = Les plans et les propositions dont je veux des nouvelles.
follows-empty = Vous ne suivez rien. Le bouton « Suivre » est sous chaque proposition.
followed-plan = Plan
notifications-title = Mes notifications
notifications-count = { $count ->
    [0] Tout est lu.
    [one] { $count } à lire.
   *[other] { $count } à lire.
}
notifications-empty = Rien pour l'instant. Les réponses à vos textes arrivent ici.
notifications-read-all = Tout marquer comme lu
notification-new = Nouveau
heard-open = Ouvrir
notification-read = Marquer comme lu
decisions-title = Les décisions sur mes textes
decisions-title-text = La règle, la raison, et comment contester.
decisions-hint = Chaque décision de la modération sur un texte que vous avez écrit.
decisions-empty = Aucune décision n'a été prise sur vos textes.
decided-own-keep = Votre texte reste affiché
decided-own-mask = Des passages de votre texte sont masqués
decided-own-lock = On ne répond plus à votre texte
decided-own-hide = Votre texte n'est plus affiché
decided-own-remove = Votre texte est supprimé
decided-review-upheld = Une autre personne a relu : la décision est maintenue
decided-review-reversed = Une autre personne a relu : la décision est annulée
decided-review-modified = Une autre personne a relu : la décision est changée
decision-rule = La règle : { $title }
decision-facts = Ce qui s'est passé
decision-detected = Un signal automatique avait trouvé ce texte. Une personne a décidé.
decision-by-person = Une personne a décidé. Aucun signal automatique n'avait trouvé ce texte.
complaint-yours = Votre contestation
complaint-answered = Elle a reçu sa réponse.
complaint-due = Une autre personne répond avant le { $day }.
contest = Contester
contest-title = Contester une décision
contest-text = C'est gratuit, pendant six mois. Une autre personne relit, et répond sous quinze jours ouvrés.
contest-grounds = Pourquoi ?
contest-hint = Dites ce qui n'est pas juste, avec vos mots.
own-notices-title = Mes signalements
own-notices-title-text = Ce que j'ai signalé, et la réponse.
notices-empty = Vous n'avez rien signalé.
notice-waits = Une personne le lit.
notice-acted = Le texte a été retiré.
notice-partly = Une partie a été faite : un passage est masqué, ou la discussion est close.
notice-not-acted = Le texte reste affiché.
settings-title = Nom, langue et adresse
settings-title-text = Comment on me voit, et où on m'écrit.
settings-name = Comment on me voit
settings-name-hint = Un pseudonyme est permis.
settings-draw = Tirer un pseudonyme au hasard à la place
settings-language = La langue des messages que je reçois
language-fr = Français
language-en = English
settings-email = Mon adresse e-mail
settings-email-now = Aujourd'hui : { $name }
settings-email-new = La nouvelle adresse
settings-email-hint = Un code y est envoyé. L'ancienne adresse en est avertie.
settings-email-change = Changer mon adresse
links-short = Ce qui me lie aux quartiers, pour les plans qui le demandent.
sessions-title = Mes connexions
sessions-title-text = Où je suis connecté. Je peux fermer chaque connexion.
sessions-hint = Si vous ne reconnaissez pas une connexion, fermez-la.
session-browser = Navigateur
session-program = Programme
session-here = Ici
session-times = Depuis le { $from }. Dernier usage : { $day }.
session-end = Fermer
sessions-end = Me déconnecter partout
my-data-title = Télécharger mes données
my-data-title-text = Tout ce que le site garde de moi, en un fichier.
erase-title = Supprimer mon compte
erase-title-text = Mon nom et mon adresse disparaissent. Je choisis pour mes textes.
erase-what = Votre nom, votre adresse, vos brouillons et vos suivis disparaissent tout de suite. On ne peut pas revenir en arrière.
erase-sealed = La loi oblige à garder votre identité chiffrée un certain temps. Elle ne s'ouvre que sur réquisition.
erase-texts = Que deviennent vos textes ?
erase-keep = Ils restent, sous « compte supprimé ».
erase-remove = Ils disparaissent. Les réponses des autres restent.
erase-votes = Que deviennent vos votes ?
erase-withdraw = Retirer d'abord les votes qui peuvent encore l'être. Sinon, ils restent comptés.
erase-sure = Oui, supprimer mon compte pour de bon.
again = Me connecter de nouveau
again-text = Pour votre sécurité, connectez-vous de nouveau. Vous revenez ensuite ici.
done-read = C'est marqué comme lu.
done-contested = Votre contestation est reçue. Une autre personne relit la décision.
done-session-ended = La connexion est fermée.
done-signed-out-everywhere = Vous êtes déconnecté partout.
done-profile-saved = C'est enregistré.
done-email-changed = Votre adresse est changée. Vos autres connexions sont fermées.
done-erased = Votre compte est supprimé.
