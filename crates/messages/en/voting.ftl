problem-voting-limit_reached = You support { $limit } proposals already, as many as this plan allows. Take one support back to give another.
problem-voting-wrong_choice = This plan asks for support, not for an opinion for or against. Support the proposal, or leave it.
problem-voting-already_used = This address or proof has voted in this plan with another account. That vote still counts: nobody votes twice.
problem-voting-already_voted = You have voted otherwise on this proposal already. That vote stays; change it yourself if you like.
problem-voting-sealed = The votes of this plan have become anonymous. None can be added or taken back.
problem-voting-nothing_pending = No vote waits here: it was counted, erased, or is older than 30 days. Vote again.
problem-voting-bad_token = This token is not valid. Begin your vote again.
problem-voting-too_many_pending = { $limit } votes wait for you to sign up already. Sign up so that they count.
