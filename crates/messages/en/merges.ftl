problem-merge-not_found = There is no such merge.
problem-merge-closed = This merge is over: it was decided, or the 14 days have passed.
problem-merge-vote_open = The vote is open: nothing can be merged any more.
problem-merge-already_merged = One of these proposals belongs to a group already.
problem-merge-not_merged = This proposal belongs to no group.
problem-merge-unfit = These proposals cannot be merged: 2 to 50 of them are needed, different, readable and of one plan.
problem-merge-author_absent = One of these proposals comes from another platform: its author cannot agree here.
problem-merge-too_many_open = You have { $limit } merges waiting already. Wait for the answers.
