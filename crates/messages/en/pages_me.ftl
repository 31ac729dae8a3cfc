me-title = My page
me-did = What I did
me-told = What I was answered
me-account = My account
unread = { $count ->
    [one] unread notification
   *[other] unread notifications
}
contributions-title = My contributions
contributions-title-text = My proposals and comments, and where they stand.
own-comments = My comments
own-proposals-empty = You have proposed nothing yet.
own-comments-empty = You have commented nothing yet.
state-published = Published
state-waits = Being read
state-not-shown = Not shown
state-withdrawn = Withdrawn
state-deleted = Deleted
comment-untitled = Deleted comment
votes-title = My votes
votes-title-text = What I voted, and my receipts.
votes-hint = Nobody else sees this page. A receipt proves that the vote counts, without saying which.
votes-empty = You have no vote at present. A vote that became anonymous is shown here no more.
drafts-count = { $count ->
    [0] No draft.
    [one] { $count } draft.
   *[other] { $count } drafts.
}
follows-title = What I follow
follows-title-text = The plans and proposals that I want news of.
follows-empty = You follow nothing. The button “Follow” is under each proposal.
followed-plan = Plan
notifications-title = My notifications
notifications-count = { $count ->
    [0] All is read.
    [one] { $count } to read.
   *[other] { $count } to read.
}
notifications-empty = Nothing yet. Replies to your texts come here.
notifications-read-all = Mark all as read
notification-new = New
heard-open = Open
notification-read = Mark as read
decisions-title = Decisions about my texts
decisions-title-text = The rule, the reason, and how to contest.
decisions-hint = Each decision of moderation about a text that you wrote.
decisions-empty = No decision was taken about your texts.
decided-own-keep = Your text stays
decided-own-mask = Passages of your text are masked
decided-own-lock = Nobody answers your text any more
decided-own-hide = Your text is shown no more
decided-own-remove = Your text is removed
decided-review-upheld = Another person read again: the decision stands
decided-review-reversed = Another person read again: the decision is reversed
decided-review-modified = Another person read again: the decision is changed
decision-rule = The rule: { $title }
decision-facts = What happened
decision-detected = An automatic signal had found this text. A person decided.
decision-by-person = A person decided. No automatic signal had found this text.
complaint-yours = What you said against it
complaint-answered = It was answered.
complaint-due = Another person answers before { $day }.
contest = Contest
contest-title = Contest a decision
contest-text = It is free, for six months. Another person reads again, and answers within fifteen working days.
contest-grounds = Why?
contest-hint = Say what is not right, in your own words.
own-notices-title = My reports
own-notices-title-text = What I reported, and the answer.
notices-empty = You have reported nothing.
notice-waits = Somebody is reading it.
notice-acted = The text was taken down.
notice-partly = Some of it was done: a passage is masked, or the discussion is closed.
notice-not-acted = The text stays.
settings-title = Name, language and address
settings-title-text = How I am seen, and where I am written to.
settings-name = How I am seen
settings-name-hint = A pseudonym is allowed.
settings-draw = Draw a pseudonym at random instead
settings-language = The language of the messages that I receive
language-fr = Français
language-en = English
settings-email = My e-mail address
settings-email-now = Today: { $name }
settings-email-new = The new address
settings-email-hint = A code is sent there. The former address is told.
settings-email-change = Change my address
links-short = What links me with neighbourhoods, for plans that ask it.
sessions-title = My sessions
sessions-title-text = Where I am signed in. I can end each session.
sessions-hint = If you do not know a session, end it.
session-browser = Browser
session-program = Program
session-here = Here
session-times = Since { $from }. Last used: { $day }.
session-end = End
sessions-end = Sign me out everywhere
my-data-title = Download my data
my-data-title-text = Everything that the site keeps of me, in one file.
erase-title = Erase my account
erase-title-text = My name and address go. I choose for my texts.
erase-what = Your name, your address, your drafts and what you follow go at once. This cannot be undone.
erase-sealed = The law has us keep your identity, encrypted, for some time. It is opened on requisition alone.
erase-texts = What becomes of your texts?
erase-keep = They stay, under “account erased”.
erase-remove = They go. The replies of others stay.
erase-votes = What becomes of your votes?
erase-withdraw = First withdraw the votes that still can be. Otherwise they stay counted.
erase-sure = Yes, erase my account for good.
again = Sign in again
again-text = For your safety, sign in again. You come back here afterwards.
done-read = Marked as read.
done-contested = We have received what you say against it. Another person reads the decision again.
done-session-ended = The session is ended.
done-signed-out-everywhere = You are signed out everywhere.
done-profile-saved = Saved.
done-email-changed = Your address is changed. Your other sessions are ended.
done-erased = Your account is erased.
