problem-proposal-not_found = There is no such proposal.
problem-proposal-frozen = The text no longer changes since { $at }: others support it. Add a clarification instead.
problem-proposal-withdrawn = This proposal was withdrawn by its author.
problem-proposal-wrong_state = The state of the proposal does not allow this.
problem-proposal-not_shown = This proposal is not shown at present.
problem-proposal-changed_meanwhile = The proposal changed meanwhile. Read it again, then try once more.
problem-proposal-not_frozen = The text may still change: revise it rather than adding a clarification.
problem-proposal-too_many_precisions = A proposal has { $limit } clarifications at most.
