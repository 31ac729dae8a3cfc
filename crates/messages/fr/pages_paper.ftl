paper-title = Le vote sur papier
paper-hint = On vote aussi sur papier, chez les accompagnateurs. Voici ce que chacun peut vérifier.
paper-ballots = Les bulletins
paper-ballots-empty = Aucun bulletin n'a été imprimé pour ce plan.
paper-handed-out = { $count ->
    [0] Aucun bulletin n'est remis.
    [one] Un bulletin est remis.
   *[other] { $count } bulletins sont remis.
}
paper-counted = { $count ->
    [0] Aucun n'est compté.
    [one] Un bulletin est compté.
   *[other] { $count } bulletins sont comptés.
}
paper-counted-hidden = Le nombre de bulletins comptés s'affiche à la fin du vote.
paper-piles = Les paquets de bulletins
paper-piles-empty = Aucun paquet n'est imprimé.
paper-pile = Paquet
paper-place = Lieu
paper-printed-by = Imprimé par
paper-printed = Imprimés
paper-column-counted = Comptés
paper-column-void = Annulés
paper-hidden = À la fin
paper-facilitator = accompagnateur { $number }
paper-code-title = Voter avec un code papier
paper-code-hint = Vous avez reçu un bulletin papier ? Tapez son code : vous votez ici, sans compte.
paper-code-label = Code de votre bulletin
paper-code-none = Pas de bulletin ? Demandez-en un à un accompagnateur, ou votez avec votre compte.
paper-closed = Le vote n'est pas ouvert. Les codes des bulletins ne servent que pendant le vote.
paper-ballot-title = Votre bulletin
paper-ballot-once = Ce bulletin compte une seule fois. Relisez avant de valider : il ne se change pas ensuite.
paper-most = { $count ->
    [one] Vous pouvez choisir une proposition.
   *[other] Vous pouvez choisir { $count } propositions au plus.
}
paper-until = Le bulletin compte jusqu'au { $day }.
paper-which = Quelles propositions soutenez-vous ?
paper-mark-support = Je soutiens
paper-mark-for = Pour
paper-mark-against = Contre
paper-mark-neither = Ni pour ni contre
paper-mark-none = Je ne me prononce pas
paper-numbers-hint = Écrivez les numéros des propositions, par exemple : 3, 12, 38.
paper-count = Compter mon bulletin
paper-done-title = Votre bulletin est compté
paper-done = Son code ne sert plus. Personne ne sait ce que vous avez voté.
paper-done-receipts = Chaque vote a un reçu. Il prouve que le vote compte, sans dire ce qu'il dit.
paper-sheet-title = Bulletin de vote
paper-qr = Code de ce bulletin
paper-sheet-code = Code du bulletin :
paper-column-proposal = Proposition
paper-write-numbers = écrivez les numéros des propositions
paper-sheet-how = Cochez vos choix, pliez la feuille, mettez-la dans l'urne.
paper-sheet-web = Vous pouvez aussi voter vous-même avec ce code : { $address }
paper-sheet-secret = Gardez ce code pour vous : un seul vote compte par code.
paper-own-title = Mon bulletin papier
paper-own-print = Imprimez votre bulletin ici, chez vous ou chez un accompagnateur.
paper-own-bring = Cochez vos choix et mettez-le dans l'urne, ou tapez son code.
paper-own-closes = Quand il est compté, il remplace vos votes sur le site. Le vote sur le site est alors fermé.
paper-own-has = Vous avez un bulletin. Tant qu'il n'est pas compté, vos votes sur le site comptent.
paper-own-ask = Imprimer mon bulletin
paper-own-again = Imprimer un nouveau bulletin, l'ancien est annulé
paper-own-back = Rendre mon bulletin et voter sur le site
paper-own-counted = Votre bulletin papier est compté. Le vote sur le site est fermé pour vous.
paper-own-once = Imprimez cette page maintenant : le code ne s'affiche qu'une fois. S'il se perd, imprimez un nouveau bulletin.
paper-print-once = Imprimez cette page maintenant : les codes ne s'affichent qu'une fois. S'ils se perdent, annulez le paquet.
paper-desk-title = Les bulletins papier
paper-desk-hint = Vous imprimez des bulletins et vous les remettez. Vous ne votez jamais à la place de quelqu'un.
paper-desk-never = Vous ne votez jamais sur la parole de quelqu'un : seul un bulletin avec son code compte.
paper-hand-out = Remettre un bulletin
paper-hand-out-account = Demandez si la personne a un compte. Si oui, elle imprime son bulletin depuis son compte.
paper-hand-out-look = Regardez son justificatif. Rien de ce qui y est écrit n'est gardé, seulement une empreinte.
paper-hand-out-draw = La personne tire un bulletin plié dans le paquet. Vous ne regardez pas son code.
choose = Choisissez
paper-proof = Justificatif montré
proof-tenancy = Bail ou quittance de loyer
proof-bill = Facture d'énergie, d'eau ou de téléphone
proof-hosting = Attestation d'hébergement
proof-domiciliation = Domiciliation
proof-school = Certificat de scolarité
proof-employment = Attestation d'employeur
proof-shop = Registre du commerce
proof-rehousing = Lettre de relogement
proof-letter = Lettre de la ville
paper-issuer = Qui l'a délivré ?
paper-issuer-hint = Par exemple : EDF, ou le nom du bailleur.
paper-subject = Numéro ou nom écrit dessus
paper-subject-hint = Il sert à reconnaître un justificatif déjà montré. Il n'est pas gardé.
paper-hand-out-send = Noter la remise
paper-print = Imprimer des bulletins
paper-print-hint = Chaque bulletin a son code. Pliez-les et mélangez-les avant de les remettre.
paper-size = Combien de bulletins, 100 au plus
paper-print-send = Imprimer les bulletins
paper-revoke = Annuler ce qui reste du paquet { $number }
paper-revoke-hint = Annulez un paquet perdu ou dont on a vu les codes. Les bulletins déjà comptés restent.
paper-public = Ce que chacun voit du vote sur papier
done-handed-out = La remise est notée. La personne tire un bulletin.
done-ballots-printed = Ces bulletins sont déjà imprimés : leurs codes ne s'affichent qu'une fois.
done-codes-void = Les bulletins qui restaient sont annulés.
done-code-given-back = Votre bulletin papier est annulé. Vous votez sur le site.
vote-on-paper = Votre bulletin papier est compté. Le vote sur le site est fermé pour vous.
vote-paper-waits = Vous avez un bulletin papier. Quand il sera compté, il remplacera vos votes ici.
vote-by-paper = Voter sur papier
vote-by-code = Voter avec un code papier
label-said = { $name } : { $said }
vote-apart = Détail des votes
vote-apart-confirmed = Lien avec le quartier confirmé
vote-apart-declared = Lien déclaré
vote-apart-account = Sans lien déclaré
vote-apart-paper = Papier
paper-code-written = Douze signes. Les tirets et les majuscules ne comptent pas.
