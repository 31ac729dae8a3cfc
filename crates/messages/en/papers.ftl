problem-batch-not_found = There is no such batch, or it is of a plan that is not yours.
problem-batch-closed = Two people have signed the count of this batch. It is closed and changes no more.
problem-batch-typed_by_other = Others type this batch already. One person does not type both times.
problem-batch-typed_once = A second person must type this batch before it is signed.
problem-batch-differs = { $left } differences are left between the two. Settle them, with the sheets in hand.
problem-batch-other_count = Sheets typed: { $typed }. Count the sheets again, or type those that are missing.
problem-batch-same_person = You have signed already. Another person counts again and signs.
problem-batch-changed_meanwhile = Somebody changed this batch meanwhile. Read it again, then sign.
