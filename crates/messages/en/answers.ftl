problem-answer-not_found = There is no such answer.
problem-answer-wrong_state = The answer is at a stage that does not allow this.
problem-answer-exists = This proposal is answered or under study already.
problem-answer-changed_meanwhile = The answer changed meanwhile. Read it again, then try once more.
problem-answer-own_draft = Somebody else must read what you wrote. Ask a colleague.
