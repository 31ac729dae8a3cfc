plans-title = Plans
plans-empty = No plan is published yet. Come back soon.
plan-open = Open
plan-draft = Draft
plan-published = Published
plan-closed = Closed
plan-archived = Archived
verb-vote = Vote
verb-propose = Propose
verb-comment = Comment
phases = Phases
phase-until = until { $day }
phase-ended = ended on { $day }
phase-from = from { $day }
phase-suspended = vote suspended
plan-easy = Easy to read
plan-detail = The plan in detail
plan-decided = What is decided
plan-open-to-debate = What is open to debate
plan-operations = Operations
plan-answers = Who answers: { $name }
plan-zones = Places
plan-map = Drawing of the neighbourhood: the same places, with the numbers of the list
plan-documents = Documents
plan-changes = What has changed since publication
plan-take-part = Take part
plan-nothing-open = Nothing is open at the moment. Everything can still be read.
plan-read-proposals = See the proposals
plan-rules = Rules
plan-themes = Themes
works-between = From { $from } to { $until }
works-from = From { $from }
works-until = Until { $until }
operation-demolition = Demolition
operation-rehabilitation = Rehabilitation
operation-residentialisation = Residentialisation
operation-construction = Construction
operation-equipment = Public building
operation-public_space = Public space
operation-shops = Shops
operation-other = Other
act-texts = Texts
act-phases = Dates
act-suspension = Vote suspended
act-resumption = Vote resumed
act-rules = Rules
act-themes = Themes
act-zones = Places
act-operations = Operations
act-documents = Documents
rule-propose = { $whom ->
    [confirmed] Who proposes: people whose link with the neighbourhood is confirmed.
    [declared] Who proposes: people who declare a link with the neighbourhood.
   *[account] Who proposes: anybody with an account.
}
rule-comment = { $whom ->
    [confirmed] Who comments: people whose link with the neighbourhood is confirmed.
    [declared] Who comments: people who declare a link with the neighbourhood.
   *[account] Who comments: anybody with an account.
}
rule-vote = { $whom ->
    [confirmed] Who votes: people whose link with the neighbourhood is confirmed.
    [declared] Who votes: people who declare a link with the neighbourhood.
   *[account] Who votes: anybody with an account.
}
rule-support-any = Each person supports as many proposals as they like.
rule-support = Each person supports { $limit } proposals at most.
rule-for-against = On each proposal people vote for, against, or neither.
rule-totals-live = Totals can be seen while the vote goes on.
rule-totals-hidden = Totals are hidden from everybody until the vote ends.
rule-read-afterwards = Texts are published at once. Moderators read them afterwards.
rule-read-before = Moderators read before publication, until { $day }. Why: { $reason }
rule-read-first = Moderators read the first { $count } texts of each person before publication.
effect-advisory = This is advice: the town reads it before it decides.
effect-answer = From { $threshold } votes on, the town owes a reasoned answer within { $days } days.
effect-answer-owed-by = The threshold of { $threshold } votes is reached: the town owes a reasoned answer by { $day }.
effect-answer-owed = The threshold of { $threshold } votes is reached: the town owes a reasoned answer.
effect-selection = The { $seats } proposals with most votes are selected.
plan-work-on-map = on the drawing: { $number }
timeline = The phases on a line of time
timeline-explained = Each phase, from its first day to its last; the red line is today.
