mail-idle-subject = Votre compte sera supprimé le mois prochain
mail-idle-text =
    Bonjour,

    Vous n'avez pas utilisé votre compte depuis 23 mois. Il sera supprimé après le { $until }.

    Pour le garder, connectez-vous une fois : { $site }

    Sinon, vous n'avez rien à faire. Ce que vous avez écrit restera, sous la mention « compte supprimé ».
download-title = Mes données
download-intro = Tout ce que vous avez donné ou fait ici, au { $at }. Les fichiers .json contiennent la même chose pour des programmes.
download-nothing = Rien.
download-part-account = Compte
download-part-sessions = Sessions
download-part-links = Liens avec les quartiers
download-part-roles = Rôles
download-part-lookups = Consultations de votre identité
download-part-proposals = Propositions
download-part-drafts = Brouillons
download-part-follows = Suivis
download-part-merges = Regroupements
download-part-decisions = Décisions de modération
download-part-notices = Signalements
download-part-comments = Commentaires
download-part-votes = Votes
download-part-notifications = Notifications
