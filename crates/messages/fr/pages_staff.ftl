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
