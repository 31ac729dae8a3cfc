nav-moderation = Moderation
tabs = Parts of the queue
tab-pending = To read
tab-pending-count = To read: { $count }
tab-pending-explained = These texts wait to be read before they are published. The oldest first.
tab-pending-empty = No text waits to be read.
tab-open = Reported
tab-open-count = Reported: { $count }
tab-open-explained = The gravest first. One point is worth one hour of waiting. Nothing is hidden by the number of reports.
tab-open-empty = No report waits. Thank you.
tab-contested = Contested
tab-contested-count = Contested: { $count }
tab-contested-explained = Somebody else than whoever decided reviews each contested decision.
tab-contested-empty = No decision is contested.
tab-decided = Decided
tab-decided-explained = Decided cases, to read again what was done.
tab-decided-empty = Nothing is decided yet.
queue-reload = Reload the queue
queue-plan = Plan
queue-take = Take 10 cases
queue-mine = My cases
queue-all = All cases
queue-mine-empty = You work on no case here.
moderated-proposal = Proposal
moderated-comment = Comment
case-title = Moderation case
case-around = What is known of this text
case-due = to be decided before { $until }
case-due-explained = To be decided before { $until }.
case-claimed-by-you = you work on it until { $until }
case-claimed-by-other = somebody else works on it until { $until }
case-claim = Take this case
case-release = Give it back
case-overdue = Late
case-escalated = Term passed
case-minors = Minor concerned
case-second = Second opinion asked
skip-case = Go to the next one
stage-open = To decide
stage-decided = Decided
stage-told = Decided, contestable
stage-contested = Contested
stage-reviewed = Reviewed
stage-final = Final
text-in-place = See it in its place
text-whole = The whole text
text-shown = What everybody reads
text-gone = This text is gone.
shown-gone = The author has taken this text away.
shown-locked = The whole text, without new answers.
shown-hidden = Nothing: the text is hidden.
shown-removed = Nothing: the text is removed.
shown-held = Nothing, until { $until }: the text is held.
mark-selection = Add the selection to the passages to mask
author-title = Its author
author-without-account = Without an account here.
signals-title = What a program saw
signals-explained = A program decides nothing. It says where to look.
why-title = Why it is here
why-escalated = A term passed without a decision: this case comes first.
why-waiting = Opened on { $day }.
notices-title = What the reports say
notices-none = Nobody has reported this text.
notice-from-account = By somebody with an account, on { $day }
notice-from-visitor = By somebody without an account, on { $day }
notice-read = The text as it was read
notifier-new = Somebody reports for the first time.
notifier-record = One person: reports followed, { $count } of { $limit }.
past-title = Decisions taken
past-keep = Kept or restored
past-mask = Passage masked
past-mask_files = Photo or document hidden
past-mask_both = Passage masked, with a photo or a document
past-lock = Answers closed
past-hide = Hidden
past-remove = Removed
past-remove_wave = Wave of spam removed
past-return = Returned to the author
past-by-you = By you, on { $day }
past-by-other = By somebody else, on { $day }
past-upheld = The decision is upheld
past-reversed = The decision is reversed
past-modified = The decision is changed
past-agreed = Both opinions agree
past-differed = The two opinions differ
past-detected = A program had seen it
past-undone = Taken back within ten seconds
past-interim = Can still be taken back
past-reference = Log: { $code }
contested-title = The decision and its complaint
contested-decision = The contested decision
complaint-author = The author contests
complaint-notifier = Whoever reported it contests
complaint-filed = On { $day }
barred-second-person = You took part in this decision. Somebody else must review it.
second-title = A second opinion is asked for
second-was-asked = A second opinion was asked for
second-ask = Ask for a second opinion
second-explained = Say what you would do. Somebody else will decide.
second-would = What I would do
second-note = A word for the other person
second-send = Ask
would-keep = First idea: keep it.
would-mask = First idea: mask a passage.
would-mask_files = First idea: hide a photo or a document.
would-mask_both = First idea: mask a passage, and hide a photo or a document.
would-lock = First idea: close the answers.
would-hide = First idea: hide it.
would-remove = First idea: remove it.
would-remove_wave = First idea: remove the whole wave of spam.
would-return = First idea: return it to the author.
decide = Decide
decide-review = Review the decision
decide-review-explained = The same decision upholds it. “Restore” reverses it. Another one changes it.
decide-rule = Which rule?
decide-rule-hint = A restriction always names a rule. Criticism of the town, an elected person or a landlord breaks none.
rule-none = None: the text keeps the rules
rule-named = Named
rule-more = Explanation and examples
rule-refused = Refused
rule-accepted = Accepted
rule-ready = Sentence ready
rule-usual = Usually
usual-publish = it is kept
usual-return = it is returned to the author
usual-mask = a passage is masked
usual-lock = the answers are closed
usual-hide = it is hidden
usual-remove = it is removed
usual-transmit = it is removed, and the authorities are told
decide-passages = Passages to mask
decide-passages-hint = One passage a line, in its exact words. It is masked everywhere. For the second place alone, write “2 :” before it.
decide-files = Photos and documents to hide
decide-files-hint = What is ticked is shown to nobody any more, but its author and moderators. The text stays.
decide-typed = What you had written
decide-facts = What the author will read
decide-facts-hint = Say what happened, in plain words. The sentence of the rule is written here, and can be changed. Without an answer, it is sent.
decide-facts-review-hint = Answer the complaint, in plain words.
decide-automation = You decide, never a program. The author will read that.
decide-action = What is to be done?
decide-action-hint = The decision takes effect at once. You have ten seconds to take it back; nobody is told before.
do-publish = Publish
do-publish-explained = Everybody will read it in ten seconds.
do-return = Return to the author
do-return-explained = The author reads why. They can change the text and send it again.
decided-publish = Published.
past-publish = Published
would-publish = First idea: publish it.
shown-returned = Nothing: the text is returned to its author.
facts-publish = We have read this text. It keeps the rules of this site and is published.
pending-return = Return it to the author
pending-return-explained = A return names a rule and says why. The next page asks for them.
review-why-returned = sent again after it was returned
review-why-returned-explained = The author changed it after it was returned, and sent it again.
do-keep = Keep
do-restore = Keep or restore
do-keep-explained = The text stays.
do-mask = Mask what is marked
do-mask-explained = The passages, photos and documents chosen. The rest can still be seen.
do-lock = Close the answers
do-lock-explained = The text can be read; nobody answers any more.
do-hide = Hide
do-hide-explained = A note tells the rule and the day. Answers and votes stay.
do-remove = Remove
do-remove-explained = For good: illegal or repeated content.
hold-title = Hold while somebody decides
hold-explained = Once a text, for 24 hours at most. Undecided, the text comes back and the case comes first.
hold-hours = For
hold-send = Hold
undo = Undo
decided-keep = Kept.
decided-mask = Passages masked.
decided-mask_files = Photo or document hidden.
decided-mask_both = Passages masked, with a photo or a document.
decided-lock = Answers closed.
decided-hide = Hidden.
decided-remove = Removed.
decided-remove_wave = Wave of spam removed.
decided-return = Returned to the author.
done-decision-undone = The decision is taken back. The text is as before, and nobody was told.
done-cases-taken = These cases are yours for half an hour.
done-nothing-to-take = No free case waits here.
done-case-claimed = This case is yours for half an hour.
done-case-released = The case is given back. Others may take it.
done-second-asked = Somebody else will decide this case.
done-text-held = The text is held. Decide before the end.
done-text-published = The text is published.
facts-keep = We have read this text again. It keeps the rules of this site and stays.
facts-rule = A part of this text, or all of it, breaks the rule “{ $title }”.
facts-no-rule = This text breaks the rules of this site.
pending-title = Read before publication
pending-in-hand = A case is open about this text: it is decided there, with ten seconds to take it back.
pending-case = Open the case
pending-own = This is your text: somebody else reads it.
pending-publish = Publish
pending-publish-explained = Once published, the text can be read at once. It can still be reported and decided.
review-why-before = read before publication in this plan
review-why-first = first texts of this person
review-why-signal = a check asks for a reading
review-why-before-explained = In this plan everything is read before publication for now.
review-why-first-explained = In this plan each person's first texts are read before publication.
review-why-signal-explained = An automatic check asks for a person to read this text.
review-opens = published unread on { $day }
review-opens-explained = Unread, it is published on { $day }.
keys-title = Keys
keys-explained = Each key presses a button of the page. They are silent while you write.
keys-on = Use the keys
keys-reset = Put the first keys back
key-next = Next
key-previous = Previous
key-keep = Keep or publish
key-hide = Hide
key-mask = Mask what is marked
key-lock = Close the answers
key-remove = Remove
key-second = Second opinion
key-take = Take
key-undo = Undo the decision
queue-news = { $count ->
    [one] { $count } more in the queue
   *[other] { $count } more in the queue
}
case-notices = { $count ->
    [0] no report
    [one] { $count } report
   *[other] { $count } reports
}
case-points = { $count ->
    [one] { $count } point
   *[other] { $count } points
}
author-standing = { $count ->
    [0] no text stands in this plan
    [one] { $count } text stands in this plan
   *[other] { $count } texts stand in this plan
}
author-restricted = { $count ->
    [0] no decision against their texts
    [one] { $count } decision against their texts
   *[other] { $count } decisions against their texts
}
author-reversed = { $count ->
    [one] { $count } reversed after a complaint
   *[other] { $count } reversed after a complaint
}
signal-links = { $count ->
    [one] { $count } link
   *[other] { $count } links
}
signal-capitals = { $count ->
    [one] { $count } letter of a hundred in capitals
   *[other] { $count } letters of a hundred in capitals
}
signal-contact = { $count ->
    [one] { $count } contact detail or name of a person
   *[other] { $count } contact details or names of people
}
signal-first-post = { $count ->
    [0] first text of this person here
    [one] { $count } text accepted before this one
   *[other] { $count } texts accepted before this one
}
signal-burst = { $count ->
    [one] { $count } text sent within ten minutes
   *[other] { $count } texts sent within ten minutes
}
why-severity = { $count ->
    [one] { $count } point for the gravity of the rule that is named.
   *[other] { $count } points for the gravity of the rule that is named.
}
why-notifiers = { $count ->
    [one] { $count } point for those who report, by how often they were right.
   *[other] { $count } points for those who report, by how often they were right.
}
why-exposure = { $count ->
    [one] { $count } point for how many take part there.
   *[other] { $count } points for how many take part there.
}
why-signals = { $count ->
    [one] { $count } point for what a program saw.
   *[other] { $count } points for what a program saw.
}
why-minors = { $count ->
    [one] { $count } point: a minor is concerned.
   *[other] { $count } points: a minor is concerned.
}
hold-for = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
undo-left = { $count ->
    [one] { $count } second left.
   *[other] { $count } seconds left.
}
sanction-title = A measure about the author
sanction-apart = The decision about the text is one thing. A measure about the person is another.
sanction-open = See or take a measure
sanction-hint = It keeps them from writing. Never from reading, voting, downloading their data or contesting.
sanction-nothing-to-follow = A measure follows a decision that restricts a text whose author has an account.
sanction-kind = Which measure?
sanction-warning = A warning
sanction-warning-explained = The person is told. Nothing else changes.
sanction-limit = A limit
sanction-limit-explained = They write nothing for 1 to 30 days.
sanction-suspension = A suspension
sanction-suspension-explained = They write nothing for 1 to 365 days. Only after a warning or a limit.
sanction-days = For how many days?
sanction-days-hint = Leave empty for a warning.
sanction-choose-rule = Choose a rule
sanction-facts-hint = Say what happened, in plain words. The person reads it, and may contest for six months.
sanction-send = Take this measure
sanction-until = until { $until }
sanction-contested = contested, to be answered before { $until }
sanction-lifted = lifted after it was contested
sanction-upheld = upheld after it was contested
past-sanctioned = Decided on { $day }
decided-warning = Warning given.
decided-limit = Limit decided.
decided-suspension = Suspension decided.
done-sanction-undone = The measure is taken back. Nobody was told.
appeals-title = Contested measures
appeals-hint = Another person than who decided answers, within fifteen working days. Late answers are counted in public.
appeals-empty = No measure is contested.
appeals-count = { $count ->
    [one] { $count } contested measure
   *[other] { $count } contested measures
}
appeal-title = A contested measure
appeal-due = to be answered before { $until }
appeal-own = You took this measure: another person answers.
appeal-grounds = What the person says
appeal-answer = Answer
appeal-uphold = Uphold the measure
appeal-lift = Lift the measure
appeal-reasons = What the person will read
appeal-send = Send the answer
decided-appeal-upheld = Measure upheld.
decided-appeal-reversed = Measure lifted.
done-appeal-undone = The answer is taken back. The person received nothing.
case-open = Open a case
case-open-proposal = Open a moderation case
