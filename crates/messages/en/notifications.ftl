problem-notification-must_be_told = The law asks us to tell you this kind of news: it can wait for the daily digest, not be stopped. Choose «at once» or «daily».
notification-somebody = Somebody
notification-place = no. { $number }, “{ $title }”
notification-about = { $what }: no. { $number }, “{ $title }”
notification-reply-comment = { $name } answered your comment
notification-reply-proposal = { $name } commented on your proposal
notification-reply-gone = Somebody answered you; the answer is no longer shown
notification-answer =
    { $mine ->
        [yes] Your proposal
       *[no] A proposal that you follow
    } { $stage ->
        [transferred] was handed on
        [accepted] was accepted
        [partly] was accepted in part
        [refused] was not accepted
        [delivered] is delivered
        [abandoned] was given up
       *[other] is being studied
    }
notification-answer-gone = The town answered a proposal that is no longer shown
notification-stage =
    { $stage ->
        [transferred] Handed on
        [accepted] Accepted
        [partly] Accepted in part
        [refused] Not accepted
        [delivered] Delivered
        [abandoned] Given up
       *[other] Being studied
    }
notification-merge-open = { $name } suggests merging no. { $number } with your proposal
notification-merge-closed =
    The merge of your proposal with no. { $number } { $state ->
        [done] is done
        [refused] was refused
       *[other] was not agreed to by everybody in time
    }
notification-merge-gone = A merge was suggested to you; these proposals are no longer shown
notification-decision-proposal = A moderation decision concerns your proposal
notification-decision-comment = A moderation decision concerns your comment
notification-decision-account = A moderation decision concerns your account
notification-notice = Your report was answered
notification-complaint = Your complaint was answered
notification-answer-reason = The town explains:
notification-answer-transfer = It was handed on to { $to }. An answer is due there by { $until }.
notification-answer-calendar = Calendar: { $calendar }
notification-merge-with = Suggested merge with:
notification-merge-turn = Your turn: answer by { $until }
notification-merge-text = Merged proposals are read together, and each person who supports them counts once. If you do not answer, yours stays apart. You can leave the group whenever you like.
notification-decision-text = The reasons for this decision are waiting for you on the site. You can contest it for six months: another person will review it.
notification-notice-text = What was decided, and why, is waiting for you on the site. You can contest it for six months: another person will review it.
notification-complaint-text = What was decided after the review, and why, is waiting for you on the site. You can still turn to the Défenseur des droits or the administrative court.
notification-open = Open the site
notification-why-reply = You receive this because you chose to hear at once when somebody answers you.
notification-why-answer = You receive this because you wrote or follow this proposal.
notification-why-merge = You receive this because a merge concerns your proposal.
notification-why-law = The law asks us to tell you of this decision: this message cannot be stopped.
notification-why-digest = You receive this digest once a day, on days when there is something new.
notification-stop = Stop these messages
notification-stop-digest = Stop this digest
notification-digest-subject =
    { $count ->
        [one] One piece of news for you
       *[other] { $count } pieces of news for you
    }
notification-digest-subject-plan =
    { $plan }: { $count ->
        [one] one piece of news for you
       *[other] { $count } pieces of news for you
    }
notification-digest-others =
    { $count ->
        [one] and 1 other
       *[other] and { $count } others
    }
notification-digest-elsewhere = Elsewhere
unsubscribe-title = Stop these messages
unsubscribe-reply = No more messages when somebody answers you?
unsubscribe-proposal_answered = No more messages when the town answers your proposals and those you follow?
unsubscribe-merge_consent = No more messages when a merge waits for your consent?
unsubscribe-digest = No more daily digest?
unsubscribe-note = Everything stays in your notifications on the site, and you can change your mind in your settings.
unsubscribe-button = Yes, stop them
unsubscribe-done = It is done
unsubscribe-done-text = You will receive no more of these messages. Everything stays in your notifications on the site, and you can change your mind in your settings.
unsubscribe-unknown = This link does not work
unsubscribe-unknown-text = It is incomplete, or the account is gone. Copy all of it from the message; otherwise choose what you receive in the settings of your account.
