problem-moderation-not_found = There is no such case, notice or decision, or it is not open to you.
problem-moderation-changed_meanwhile = The case changed meanwhile. Read it again, then try again.
problem-moderation-claimed_by_other = Somebody else works on this case until { $until }. Take the next one.
problem-moderation-already_decided = This case is already decided: your decision was not saved. Read it again if you disagree.
problem-moderation-not_decided = This case is not decided yet, or its decision can still be taken back: there is nothing to contest for now.
problem-moderation-wrong_stage = This is not possible at this stage of the case. Read it again.
problem-moderation-second_opinion_asked = A second opinion was asked for: another person decides.
problem-moderation-rule_required = Name the rule that you apply: nothing is restricted without one.
problem-moderation-bad_passages = The passages to mask do not fit the text. Select them again, in order.
problem-moderation-item_gone = The author has taken this contribution away: nothing is left to restrict. Close the case without action.
problem-moderation-wrong_action = { $state ->
    [pending_review] This contribution is not published yet: publish it or return it to its author.
   *[published] This contribution is published: it can be kept, masked, locked, hidden or removed, but neither published nor returned to its author.
}
problem-moderation-too_late_to_undo = The ten seconds are over: the decision has left. It can be contested, and reviewed by another person.
problem-moderation-decided_by_other = Another person took this decision: only they can take it back.
problem-moderation-already_contested = This decision is contested already: another person reviews it.
problem-moderation-too_late_to_contest = This decision could be contested until { $until }. The administrative court and the Défenseur des droits remain open to you.
problem-moderation-finally_decided = Another person has already reviewed this decision: it is final here. The administrative court and the Défenseur des droits remain open to you.
problem-moderation-notice_followed = Your notice was followed: there is nothing to contest.
problem-moderation-held_already = This contribution was held once already. Decide its case.
problem-moderation-not_shown = This contribution is not shown at present.
problem-moderation-not_a_wave = Only a wave of spam by one account is removed in one decision: name the rule on spam, and one case.
problem-moderation-wave_is_whole = A wave stands or falls as a whole: keep it removed, or restore all of it.
problem-moderation-copy_destroyed = This sealed copy is past its end date and is destroyed.
problem-moderation-access_confirmed = Somebody has confirmed this access already.
problem-moderation-access_not_confirmed = A second person must confirm this access first.
problem-moderation-access_over = This access was used or has expired: ask again.
problem-moderation-nobody_to_sanction = The author of this contribution has no account here: only the contribution can be restricted.
problem-moderation-sanctioned_already = A measure about its author was already taken in this case.
problem-moderation-bad_term = A warning has no length; a limit lasts 1 to 30 days, a suspension 1 to 365 days.
problem-moderation-warning_first = Nobody is suspended who was not warned first. Warn, or limit.
problem-moderation-people_only = People decide in moderation, never programs.
mail-notice_received-subject = Your notice has arrived
mail-notice_received-text =
    Hello,

    Your notice about { $item ->
        [proposal] a proposal
       *[comment] a comment
    } arrived on { $received }. A person will read it: a decision is taken within 24 working hours. Nothing is hidden by the mere number of notices.

    What you reported: { $id }

    You will be answered at this address. Nobody, not even moderators, sees your name or your address.

    { $authority }
mail-notice_answered-subject = The answer to your notice
mail-notice_answered-text =
    Hello,

    You reported { $item ->
        [proposal] a proposal
       *[comment] a comment
    } on { $received } ({ $id }). A person has decided.

    { $outcome ->
        [acted] Your notice was followed: this contribution is not shown any more.
        [partly] Your notice was followed in part: a passage or a photo is masked, or the thread takes no more answers.
        [decided] A decision was taken. We cannot say more about it; this contribution stays as it is.
       *[not_acted] Your notice was not followed: this contribution stays.
    }

    { $outcome ->
        [acted] Thank you. There is nothing for you to do.
       *[other] You disagree? You can contest this until { $until }, free of charge: another person will review the decision within 15 working days. The administrative court and the Défenseur des droits are open to you as well.
    }

    No program decided in anybody's place.

    { $authority }
mail-statement-subject = A decision about your contribution
mail-statement-text =
    Hello,

    A decision concerns { $item ->
        [proposal] your proposal
       *[comment] your comment
    } ({ $id }).

    What was decided
    { $action ->
        [mask] A passage is masked. The rest can still be read.
        [mask_files] A photo or a document on your text is hidden. The text can still be read.
        [mask_both] A passage is masked, and a photo or a document on your text is hidden. The rest can still be read.
        [lock] Your text can still be read; it takes no more answers.
        [return] Your text is not published: it goes back to you. You may change it and send it again, or withdraw it; nobody else reads it.
        [hide] Your text is not shown any more. Answers and votes stay.
        [remove] Your text is removed for good. Answers and votes stay.
       *[keep] Your text is shown as before.
    } Decided on { $decided }, on this site, { $action ->
        [return] without an end date, unless you send it again.
        [keep] without conditions.
       *[other] without an end date.
    }

    Why
    { $facts }

    { $ground ->
        [illegal] The law forbids it: { $rule }. { $explanation } ({ $law })
        [house_rule] The rule of this site: { $rule }. { $explanation }
       *[none] No rule is broken.
    }

    Where the decision comes from
    { $source ->
        [notice] From a notice, read by a person. We never say whose.
       *[own_initiative] From what a person of the moderation team read.
    } { $detection ->
        [yes] A program had pointed it out; it decided nothing.
       *[no] No program took part in it.
    }

    You disagree?
    { $final ->
        [yes] Another person has already reviewed this decision: it is final here. You may still ask the authority below to think again, go to the administrative court within two months, or to the Défenseur des droits, which is free.
       *[no] Contest it until { $until }, free of charge, from your account: another person will review the decision within 15 working days. You may also ask the authority below to think again, go to the administrative court within two months, or to the Défenseur des droits, which is free.
    }

    This decision has the reference { $reference } in the public log of moderation, without your name or your text.

    { $authority }
mail-complaint_answered-subject = The answer to your complaint
mail-complaint_answered-text =
    Hello,

    Another person has reviewed the decision that you contest ({ $id }).

    { $outcome ->
        [upheld] The decision stands.
        [reversed] The decision is reversed: what was shown is shown again, with its answers and votes; a text that had gone back to you is published.
       *[modified] The decision is changed: { $action ->
            [mask] a passage is masked, the rest can be read.
            [mask_files] a photo or a document on it is hidden, the text can be read.
            [mask_both] a passage is masked, and a photo or a document on it is hidden, the rest can be read.
            [lock] the text can be read, without new answers.
            [return] the text goes back to its author, before publication.
            [hide] the text is not shown any more.
            [remove] the text is removed for good.
           *[keep] the text stays.
        }
    }

    Why
    { $facts }

    { $ground ->
        [illegal] The law: { $rule }. { $explanation } ({ $law })
        [house_rule] The rule of this site: { $rule }. { $explanation }
       *[none] No rule is broken.
    }

    This answer is final here. You may still ask the authority below to think again, go to the administrative court within two months, or to the Défenseur des droits, which is free.

    { $authority }
mail-sanction-subject = A decision about your account
mail-sanction-text =
    Hello,

    { $kind ->
        [limit] From today until { $until }, you cannot write on this site.
        [suspension] From today until { $until }, you cannot write on this site: a suspension, after a warning.
       *[warning] This is a warning: nothing else changes. If it happens again, your account may be limited.
    } Your votes stay. You can still read, download your data and contest.

    Why
    { $facts }

    { $ground ->
        [illegal] The law forbids it: { $rule }. { $explanation } ({ $law })
       *[house_rule] The rule of this site: { $rule }. { $explanation }
    }

    No program took part in this decision. You disagree? Contest it until { $contestable }, free of charge, from your account: this sanction by itself, or the decision about your contribution ({ $id }), whose reversal lifts it. Another person will answer within 15 working days. You may also ask the authority below to think again, go to the administrative court within two months, or to the Défenseur des droits, which is free.

    { $authority }
mail-appeal_answered-subject = The answer to your complaint
mail-appeal_answered-text =
    Hello,

    Another person has reviewed the sanction that you contest.

    { $outcome ->
        [reversed] It is lifted: you can write again.
       *[upheld] It stands.
    }

    Why
    { $facts }

    This answer is final here. You may still ask the authority below to think again, go to the administrative court within two months, or to the Défenseur des droits, which is free.

    { $authority }
mail-transmitted-subject = Your contribution was passed on to an authority
mail-transmitted-text =
    Hello,

    On { $decided }, we passed { $item ->
        [proposal] your proposal
       *[comment] your comment
    } ({ $id }) on { $kind ->
        [prosecutor] to the public prosecutor
        [pharos] to PHAROS, the platform of the national police
        [police] to the police or the gendarmerie
       *[child_protection] to the service that protects children in danger
    }.

    Why
    { $ground ->
        [crime_or_offence] A public authority that learns of a crime or an offence reports it (code of criminal procedure, article 40).
       *[threat_to_life] This text gives reason to fear for somebody's life or safety (Digital Services Act, article 18).
    }

    A person decided this, never a program. It is no sanction: that authority will say whether anything follows. If your text is removed, another message says why, and how to contest it.

    { $authority }
facts-unchanged = A person has read this text again. Nothing of it is changed.
