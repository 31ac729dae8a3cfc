nav-staff = Staff area
staff-dashboard = Dashboard
staff-overdue = Overdue answers
staff-overdue-count = { $count ->
    [one] overdue answer
   *[other] overdue answers
}
staff-overdue-none = No answer is overdue.
staff-due-title = Answers due
staff-due-count = { $count ->
    [one] answer due
   *[other] answers due
}
staff-due-none = No answer is expected for the moment.
staff-late = { $days ->
    [0] Late since today, expected on { $day }
    [one] One day late, expected on { $day }
   *[other] { $days } days late, expected on { $day }
}
staff-due = Due on { $day }: { $left }
staff-lively-count = { $count ->
    [one] lively debate
   *[other] lively debates
}
staff-lively = Lively debates
staff-lively-explained = The proposals with the most comments in seven days.
staff-lively-none = Nobody has commented for seven days.
staff-said = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
staff-participation = Who takes part
staff-participation-explained = Everybody who wrote counts once, where they wrote first. No number describes fewer than 11 people.
staff-participation-none = No plan has been published yet.
staff-people = { $count ->
    [one] { $count } person has written.
   *[other] { $count } people have written.
}
staff-people-few = Fewer than 11 people have written: nothing more is shown.
staff-people-column = People
staff-by-zone = By zone
staff-by-channel = By channel
staff-channel = Channel
staff-withheld = Not shown
staff-missing = Nobody has written yet about:
channel-participant = Online
channel-organisation = Organisation
channel-town = Town
channel-meeting = Meeting
channel-paper = Paper
channel-import = Earlier platform
staff-table-withheld = Too few people on each line: the detail would tell somebody apart.
staff-answers = Answers
answers-ask = To study
answers-ask-explained = Nobody studies these proposals yet. Tick those that will have the same answer.
answers-ask-empty = Every proposal is being studied.
answers-studied = Under study
answers-studied-explained = The most urgent first. Past its date, everybody sees that an answer is late.
answers-studied-empty = Nothing is under study.
answers-drafts = To read again
answers-drafts-explained = These answers wait for somebody else to read and publish them.
answers-drafts-empty = Nothing waits to be read again.
answers-promised = Promises
answers-promised-explained = Accepted, wholly or in part. Say when it is done, or why it is abandoned.
answers-promised-empty = No promise is waiting.
answers-closed = Closed
answers-closed-explained = Refused, delivered or abandoned.
answers-closed-empty = No answer is closed.
study-choose = Proposals to study together
study-read = Read it
study-together = Study these proposals
study-title = Take under study
study-explained = One answer will stand for all of these proposals. Their authors see who studies them, and until when.
study-organisation = Who studies
study-organisation-hint = The name of the service or organisation, as everybody will read it.
study-due = Answer due on
study-due-hint = After that day, the answer is shown as late.
study-send = Take under study
done-nothing-chosen = Tick a proposal first.
done-study-begun = The study has begun. Each proposal shows the date.
answer-page = Answer
answer-covers = { $count ->
    [one] The proposal
   *[other] The { $count } proposals
}
answer-next = What comes next
answer-next-none = This answer is closed.
answer-history = What has happened
answer-deliberation = Deliberation no. { $number }
history-study = Under study: { $name }
history-transfer = Handed on to { $name }
history-terms = Cost and calendar
step-decide = Decide
step-decide-explained = Say what the town decides, and why. Authors and followers are told when it is published.
step-recommend = Note a technical opinion
step-recommend-explained = The opinion of a service is published apart. It decides nothing.
step-transfer = Hand it on
step-transfer-explained = The proposal concerns another organisation. Say which, why, and until when.
step-deliver = Say that it is done
step-deliver-explained = The answer will be marked “Delivered”. Followers are told.
step-abandon = Abandon
step-abandon-explained = The promise will not be kept. The reason is published.
decide-decision = Decision
decide-reason = Why
decide-reason-hint = 15 to 5,000 characters, as you would tell the author.
decide-cost = Cost in euros
decide-cost-hint = For example 18400.50.
decide-calendar = Calendar
decide-calendar-hint = For example “from March to June”.
decide-deliberation = Number of the deliberation
decide-deliberation-hint = For example 2026-114.
decide-draft = Ask for a second reading
decide-publish = Publish without one
decide-publish-hint = With a second reading, somebody else publishes your text or sends it back.
recommend-by = Which service
recommend-by-hint = Its name, as everybody will read it.
recommend-text = Its opinion
recommend-text-hint = 15 to 5,000 characters.
recommend-send = Publish this opinion
transfer-to = To whom
transfer-to-hint = The name of the organisation.
transfer-reason = Why
transfer-reason-hint = 15 to 5,000 characters.
transfer-due = Answer due on
transfer-due-hint = The new date, shown on the proposal.
transfer-send = Hand it on
deliver-send = Mark as delivered
abandon-reason = Why
abandon-reason-hint = 15 to 5,000 characters.
abandon-send = Publish that it is abandoned
draft-title = An answer to read again
draft-written = Written on { $day }
draft-note = To be changed
draft-own = You wrote it: somebody else reads it.
draft-edit = Change it
draft-publish = Publish this answer
draft-return = Send it back to its author
draft-note-field = What should change?
draft-note-field-hint = 15 to 5,000 characters. Only staff read this note.
draft-return-send = Send back
done-answer-drafted = Your text waits for a second reading. Nothing is published yet.
done-answer-published = The answer is published.
done-answer-sent-back = The text was sent back to its author.
done-answer-recommended = The opinion is published.
done-answer-transferred = The proposal was handed on.
done-answer-delivered = The answer is marked “Delivered”.
done-answer-abandoned = It is published that this is abandoned.
