proposals-title = Proposals
proposals-none = Nobody has proposed anything yet. You can be the first.
proposals-none-found = No proposal fits.
search-needs-letters = Write at least one word of three letters.
filters = Search the proposals
filter-words = Search
filter-theme = Theme
filter-zone = Place
filter-state = Answer of the town
filter-order = Order
filter-all = All
filter-more = Filter and sort
filter-chosen = Filter and sort ({ $count })
filter-apply = Show
filter-drop = See all proposals
order-shuffle = Shuffled
order-shuffle-explained = Shuffled, so that each has its chance. Your order stays the same all day.
order-newest = Newest
order-newest-explained = The last ones published first.
order-oldest = Oldest
order-oldest-explained = The first ones published first.
order-discussed = Discussed
order-discussed-explained = Those with most comments first.
order-supported = Supported
order-supported-explained = Those with most votes first, where totals can be seen.
count-proposals = { $count ->
    [0] No proposal
    [one] { $count } proposal
   *[other] { $count } proposals
}
count-supports = { $count ->
    [0] no support
    [one] { $count } support
   *[other] { $count } supports
}
count-for = { $count } for
count-comments = { $count ->
    [0] no comment
    [one] { $count } comment
   *[other] { $count } comments
}
state-none = Not studied yet
state-under-study = Under study
state-transferred = Handed on
state-accepted = Accepted
state-partly = Accepted in part
state-refused = Not accepted
state-delivered = Delivered
state-abandoned = Abandoned
stamp-debate = In debate
stamp-pending = Being read
stamp-withdrawn = Withdrawn by its author
stamp-overdue = Answer overdue
stamp-under-study = Under study
stamp-transferred = Handed on
stamp-accepted = Accepted
stamp-partly = Accepted in part
stamp-refused = Not accepted
stamp-delivered = Delivered
stamp-abandoned = Abandoned
tombstone-title = Text taken down
tombstone-withdrawn = Its author withdrew this proposal on { $day }. Its number and votes stay.
tombstone-held = Moderators are reading this text. It is hidden for 24 hours at most.
tombstone-returned = Returned to its author before publication: it can be changed and sent again.
tombstone-hidden = Moderators have hidden this text. The decision is in the log.
tombstone-removed = Moderators have removed this text. The decision is in the log.
origin-participant = A person, here
origin-organisation = An organisation
origin-town = The town
origin-meeting = A meeting
origin-paper = On paper
origin-import = An earlier platform
place-everywhere = The whole perimeter
place-gone = A place that is no longer in the plan
place-point = A point in the neighbourhood
proposal-text = The text of the proposal
fact-place = Place
fact-theme = Theme
fact-origin = Origin
fact-versions = Text
fact-merged = Merged with
versions-count = { $count ->
    [one] { $count } version
   *[other] { $count } versions
}
versions-title = What has changed
versions-legend = In the text:
versions-added = added
versions-removed = removed
version-of = Version { $number }, { $day }
merged-into = This proposal is merged with another one:
precision-of = Precision of { $day }
answer-title = The town's answer
answer-none = Nobody is studying it yet.
answer-by = Who answers: { $name }
answer-due = An answer is due on { $day }.
answer-overdue = An answer was due on { $day }. It is overdue.
answer-transferred = Handed on to { $name } on { $day }.
answer-cost = Cost: €{ $euros }
answer-recommendation = Technical opinion: { $name }
comments-title = Arguments
comments-closed = Comments are closed.
comments-open-on = Comments open on { $day }.
comments-useful = Most useful
comments-newest = Newest
comments-oldest = Oldest
comments-discussed = Discussed
sides-counted = { $for } for, { $against } against.
sides-order = Most useful first, with one place in five for a new one.
side-for = For
side-for-empty = No argument for it yet.
side-against = Against
side-against-empty = No argument against it yet.
side-neither = Neither for nor against
side-neither-empty = Nothing more here.
side-question = Questions
side-question-empty = No question yet.
side-all = All comments
side-all-empty = No argument yet. Say what you think.
count-useful = { $count ->
    [0] { "" }
    [one] useful to { $count } person
   *[other] useful to { $count } people
}
more-answers = { $count ->
    [one] { $count } more reply
   *[other] { $count } more replies
}
comment-deleted = Its author deleted this comment.
comment-held = Moderators are reading this comment. It is hidden for 24 hours at most.
comment-returned = Returned to its author before publication: it can be changed and sent again.
comment-hidden = Moderators have hidden this comment. The decision is in the log.
comment-removed = Moderators have removed this comment. The decision is in the log.
comment-pending = This comment waits to be read by moderators.
mark-useful = Useful
answer = Reply
report = Report
comment-write = Your argument
comment-position = You are
position-for = For
position-against = Against
position-neither = Neither for nor against
position-question = It is a question
comment-body = What you want to say
comment-hint = 2,000 characters at most. You can change it for ten minutes.
comment-send = Publish my comment
comment-sign-in = Sign in to give an argument. An e-mail address is enough.
thread-title = A comment and its replies
thread-above = The comment that it replies to
thread-answers = Replies
thread-no-answers = Nobody has replied yet.
thread-answer = Reply
follow = Follow
unfollow = Follow no more
report-proposal = Report this proposal
vote-support = I support this
vote-for = For
vote-against = Against
vote-neither = Neither for nor against
vote-withdraw = Take my vote back
my-vote-support = You support this proposal.
my-vote-for = You voted for.
my-vote-against = You voted against.
my-vote-neither = You voted neither for nor against.
vote-receipt = Your receipt:
vote-until = You can vote and change your mind until { $day }.
vote-opens = The vote opens on { $day }.
vote-ended = The vote ended on { $day }.
vote-none = No vote is planned.
totals-support = { $count ->
    [0] No support
    [one] { $count } support
   *[other] { $count } supports
}
totals-sides = { $for } for, { $against } against
totals-hidden-until = Totals hidden until { $day }
totals-hidden = Totals hidden
supports-left = { $count ->
    [0] You have used all your supports.
    [one] You have { $count } support left.
   *[other] You have { $count } supports left.
}
votes-taken-over = { $count ->
    [one] { $count } vote taken over from an earlier platform, counted apart.
   *[other] { $count } votes taken over from an earlier platform, counted apart.
}
vote-stored = What your vote stores
vote-stored-text = Your vote is kept under a secret code, without a time. Pages show it to you alone. Whoever held both the database and the key could link you to it. The key is destroyed 60 days after the results: then the vote is anonymous.
