problem-text-personal_data = Somebody can perhaps be reached by this: { $passages }. Everybody will be able to read it. Take it out, or confirm that you want to publish it.
problem-signal-changed_meanwhile = Somebody changed this signal meanwhile. Read it again, then try once more.
