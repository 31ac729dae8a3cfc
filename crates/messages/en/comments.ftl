problem-comment-not_found = There is no such comment.
problem-comment-deleted = This comment was deleted by its author. Answer another comment, or write a new one.
problem-comment-not_shown = This comment is not shown at present.
problem-comment-wrong_state = The state of the comment does not allow this: it may be waiting for review.
problem-comment-thread_locked = This discussion is locked: it can be read, but takes no more answers.
problem-comment-masked = A passage of this comment was masked by moderation: its text no longer changes. You can delete it.
problem-comment-position_on_answer = An answer takes no position: only a comment on the proposal says for, against or question.
problem-comment-changed_meanwhile = The comment changed meanwhile. Read it again, then try once more.
