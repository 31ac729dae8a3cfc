log-published = { $item ->
    [proposal] Proposition publiée après lecture par la modération
   *[comment] Commentaire publié après lecture par la modération
}
log-published-unread = { $item ->
    [proposal] Proposition publiée sans lecture : le délai de 72 heures était passé
   *[comment] Commentaire publié sans lecture : le délai de 72 heures était passé
}
log-returned = { $item ->
    [proposal] Proposition rendue à son auteur avant publication
   *[comment] Commentaire rendu à son auteur avant publication
}
log-masked = { $item ->
    [proposal] Proposition masquée en partie
   *[comment] Commentaire masqué en partie
}
log-files_hidden = { $item ->
    [proposal] Proposition : une photo ou un document masqué
   *[comment] Commentaire : une photo ou un document masqué
}
log-masked_with_files = { $item ->
    [proposal] Proposition masquée en partie, avec une photo ou un document
   *[comment] Commentaire masqué en partie, avec une photo ou un document
}
log-locked = { $item ->
    [proposal] Proposition fermée aux réponses
   *[comment] Commentaire fermé aux réponses
}
log-hidden = { $item ->
    [proposal] Proposition masquée
   *[comment] Commentaire masqué
}
log-removed = { $item ->
    [proposal] Proposition retirée
   *[comment] Commentaire retiré
}
log-restored = { $item ->
    [proposal] Proposition rétablie
   *[comment] Commentaire rétabli
}
log-wave_removed = { $count ->
    [one] Vague de spam retirée : { $count } contribution d'un même compte
   *[other] Vague de spam retirée : { $count } contributions d'un même compte
}
log-transmitted = { $count ->
    [one] { $month } : { $count } transmission aux autorités
   *[other] { $month } : { $count } transmissions aux autorités
}
log-warned = { $count ->
    [one] { $month } : { $count } avertissement
   *[other] { $month } : { $count } avertissements
}
log-limited = { $count ->
    [one] { $month } : { $count } compte limité
   *[other] { $month } : { $count } comptes limités
}
log-suspended = { $count ->
    [one] { $month } : { $count } compte suspendu
   *[other] { $month } : { $count } comptes suspendus
}
log-mode_changed = { $mode ->
    [before] Plan : les contributions sont lues avant publication jusqu'au { $until } inclus
    [before_first] Plan : les premières contributions de chaque personne sont lues avant publication
   *[afterwards] Plan : les contributions sont lues après publication
}
log-phases_changed = Plan : dates modifiées
log-key_changed = Nouvelle clé de signature du journal
log-rule = { $what } — règle : { $rule }
log-illegal = { $what } — contraire à la loi
log-detection = { $what } — signalé par un programme, décidé par une personne
log-decision = { $what } — décidé par un programme
log-reverses-number = { $what } — annule l'entrée n° { $number }
log-reverses-reference = { $what } — annule la décision { $reference }
log-title = Journal de modération
log-line-title = n° { $number } : { $what }
