problem-draft-not_found = There is no such draft, or no longer.
problem-draft-too_many = You have { $limit } drafts already. Erase one, or send it.
problem-draft-bad_token = This is no token of drafts.
