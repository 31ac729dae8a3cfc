problem-organisation-not_found = Cet organisme n'existe pas.
problem-organisation-unchecked = Le numéro de cet organisme n'a pas encore été vérifié.
problem-organisation-checked = Cet organisme est déjà vérifié.
problem-organisation-changed_meanwhile = Quelqu'un a modifié cet organisme entre-temps. Relisez-le, puis recommencez.
problem-grant-not_found = Cette délégation n'existe pas, ou elle a pris fin.
