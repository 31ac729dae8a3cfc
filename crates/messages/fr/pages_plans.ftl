plans-title = Les plans
plans-empty = Aucun plan n'est encore publié. Revenez bientôt.
plan-open = Ouvert
plan-draft = Brouillon
plan-published = Publié
plan-closed = Terminé
plan-archived = Archivé
verb-vote = Voter
verb-propose = Proposer
verb-comment = Commenter
phases = Étapes
phase-until = jusqu'au { $day }
phase-ended = finie le { $day }
phase-from = à partir du { $day }
phase-suspended = vote suspendu
plan-easy = Version facile à lire
plan-detail = Le plan en détail
plan-decided = Ce qui est décidé
plan-open-to-debate = Ce qui se discute
plan-operations = Les opérations
plan-answers = Répond : { $name }
plan-zones = Les lieux
plan-map = Dessin du quartier : les mêmes lieux, avec les numéros de la liste
plan-documents = Les documents
plan-changes = Ce qui a changé depuis la publication
plan-take-part = Participer
plan-nothing-open = Rien n'est ouvert en ce moment. Tout reste lisible.
plan-read-proposals = Voir les propositions
plan-rules = Les règles
plan-themes = Les thèmes
works-between = Du { $from } au { $until }
works-from = À partir du { $from }
works-until = Jusqu'au { $until }
operation-demolition = Démolition
operation-rehabilitation = Réhabilitation
operation-residentialisation = Résidentialisation
operation-construction = Construction
operation-equipment = Équipement public
operation-public_space = Espaces publics
operation-shops = Commerces
operation-other = Autre
act-texts = Textes
act-phases = Dates
act-suspension = Vote suspendu
act-resumption = Vote repris
act-rules = Règles
act-themes = Thèmes
act-zones = Lieux
act-operations = Opérations
act-documents = Documents
rule-propose = { $whom ->
    [confirmed] Proposent : les personnes dont le lien avec le quartier est confirmé.
    [declared] Proposent : les personnes qui déclarent un lien avec le quartier.
   *[account] Proposent : toutes les personnes qui ont un compte.
}
rule-comment = { $whom ->
    [confirmed] Commentent : les personnes dont le lien avec le quartier est confirmé.
    [declared] Commentent : les personnes qui déclarent un lien avec le quartier.
   *[account] Commentent : toutes les personnes qui ont un compte.
}
rule-vote = { $whom ->
    [confirmed] Votent : les personnes dont le lien avec le quartier est confirmé.
    [declared] Votent : les personnes qui déclarent un lien avec le quartier.
   *[account] Votent : toutes les personnes qui ont un compte.
}
rule-support-any = Chaque personne soutient autant de propositions qu'elle veut.
rule-support = Chaque personne soutient { $limit } propositions au plus.
rule-for-against = Sur chaque proposition, on vote pour, contre, ou ni l'un ni l'autre.
rule-totals-live = Les totaux sont visibles pendant le vote.
rule-totals-hidden = Les totaux sont cachés à tous jusqu'à la fin du vote.
rule-read-afterwards = Les textes sont publiés tout de suite. La modération lit après.
rule-read-before = La modération lit avant la publication, jusqu'au { $day }. Pourquoi : { $reason }
rule-read-first = La modération lit avant de publier les { $count } premiers textes de chaque personne.
effect-advisory = C'est un avis consultatif : la ville le lit avant de décider.
effect-answer = À partir de { $threshold } votes, la ville doit une réponse motivée en { $days } jours.
effect-answer-owed-by = Le seuil de { $threshold } votes est atteint : la ville doit une réponse motivée avant le { $day }.
effect-answer-owed = Le seuil de { $threshold } votes est atteint : la ville doit une réponse motivée.
effect-selection = Les { $seats } propositions les plus votées sont retenues.
plan-work-on-map = sur le dessin : { $number }
timeline = Les étapes sur une ligne de temps
timeline-explained = Chaque étape, du premier au dernier jour ; le trait rouge est aujourd'hui.
