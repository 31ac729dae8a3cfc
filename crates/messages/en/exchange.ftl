imported-plan-summary = A debate taken over from { $source }. Authors, totals and answers are those of the earlier platform. All of it can be read; nothing more is written.
imported-plan-phase = Debate taken over
