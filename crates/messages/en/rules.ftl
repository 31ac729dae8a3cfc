problem-rule-not_found = There is no such rule.
problem-rule-retired = This rule does not apply any more since { $at }. Choose another.
problem-rule-not_yet = This rule does not apply yet: it begins on { $at }.
problem-rule-in_force = This rule applies already.
problem-rule-changed_meanwhile = Somebody changed this rule meanwhile. Read it again, then try once more.
