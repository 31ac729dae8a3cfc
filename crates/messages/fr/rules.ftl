problem-rule-not_found = Cette règle n'existe pas.
problem-rule-retired = Cette règle ne s'applique plus depuis le { $at }. Choisissez-en une autre.
problem-rule-not_yet = Cette règle ne s'applique pas encore : elle commence le { $at }.
problem-rule-in_force = Cette règle s'applique déjà.
problem-rule-changed_meanwhile = Quelqu'un a modifié cette règle entre-temps. Relisez-la, puis recommencez.
