problem-plan-not_found = There is no such plan.
problem-plan-wrong_state = The state of the plan does not allow this.
problem-plan-changed_meanwhile = Somebody changed the plan meanwhile. Read it again, then try once more.
problem-plan-incomplete = Something is still missing before publishing: { $missing }.
problem-plan-nobody_on_duty = { $count ->
    [0] Nobody can moderate this plan yet. Appoint two moderators, or a reviewer from outside, then publish.
   *[other] Another person must be able to review a decision. Appoint a second moderator, or a reviewer from outside, then publish.
}
problem-plan-vote_suspended = The vote is suspended since { $at }. The plan shows the reason.
problem-plan-vote_not_open = No vote is open in this phase.
problem-plan-vote_not_suspended = No vote is suspended in this phase.
problem-plan-in_use = What you take away is still named elsewhere ({ $count }). Rename it instead.
problem-document-not_found = There is no such document.
problem-plan-vote_dates_frozen = A vote that is open can neither be shortened, nor extended once totals are visible.
problem-plan-rules_frozen = What the vote does is fixed since publication, and its rules since it opened.
problem-phase-closed = 
    { $opensAt ->
        [none] { $closedAt ->
            [none] No phase of the plan allows this.
           *[other] This ended on { $closedAt }.
        }
       *[other] This will be possible from { $opensAt }.
    }
