log-published = { $item ->
    [proposal] Proposal published after moderators read it
   *[comment] Comment published after moderators read it
}
log-published-unread = { $item ->
    [proposal] Proposal published unread: 72 hours had passed
   *[comment] Comment published unread: 72 hours had passed
}
log-returned = { $item ->
    [proposal] Proposal returned to its author before publication
   *[comment] Comment returned to its author before publication
}
log-masked = { $item ->
    [proposal] Proposal masked in part
   *[comment] Comment masked in part
}
log-files_hidden = { $item ->
    [proposal] Proposal: a photo or a document hidden
   *[comment] Comment: a photo or a document hidden
}
log-masked_with_files = { $item ->
    [proposal] Proposal masked in part, with a photo or a document
   *[comment] Comment masked in part, with a photo or a document
}
log-locked = { $item ->
    [proposal] Proposal closed to answers
   *[comment] Comment closed to answers
}
log-hidden = { $item ->
    [proposal] Proposal hidden
   *[comment] Comment hidden
}
log-removed = { $item ->
    [proposal] Proposal removed
   *[comment] Comment removed
}
log-restored = { $item ->
    [proposal] Proposal restored
   *[comment] Comment restored
}
log-wave_removed = { $count ->
    [one] Wave of spam removed: { $count } contribution of one account
   *[other] Wave of spam removed: { $count } contributions of one account
}
log-transmitted = { $count ->
    [one] { $month }: { $count } transmission to the authorities
   *[other] { $month }: { $count } transmissions to the authorities
}
log-warned = { $count ->
    [one] { $month }: { $count } warning
   *[other] { $month }: { $count } warnings
}
log-limited = { $count ->
    [one] { $month }: { $count } account limited
   *[other] { $month }: { $count } accounts limited
}
log-suspended = { $count ->
    [one] { $month }: { $count } account suspended
   *[other] { $month }: { $count } accounts suspended
}
log-mode_changed = { $mode ->
    [before] Plan: contributions are read before publication, up to and including { $until }
    [before_first] Plan: the first contributions of each person are read before publication
   *[afterwards] Plan: contributions are read after publication
}
log-phases_changed = Plan: dates changed
log-key_changed = New key signs the log
log-rule = { $what } — rule: { $rule }
log-illegal = { $what } — against the law
log-detection = { $what } — pointed out by a program, decided by a person
log-decision = { $what } — decided by a program
log-reverses-number = { $what } — reverses entry no. { $number }
log-reverses-reference = { $what } — reverses decision { $reference }
log-title = Moderation log
log-line-title = no. { $number }: { $what }
