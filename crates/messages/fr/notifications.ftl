problem-notification-must_be_told = La loi demande de vous dire ces nouvelles : elles peuvent attendre le résumé du jour, pas être arrêtées. Choisissez « tout de suite » ou « chaque jour ».
notification-somebody = Quelqu'un
notification-place = n° { $number }, « { $title } »
notification-about = { $what } : n° { $number }, « { $title } »
notification-reply-comment = { $name } a répondu à votre commentaire
notification-reply-proposal = { $name } a commenté votre proposition
notification-reply-gone = Quelqu'un vous a répondu ; cette réponse n'est plus affichée
notification-answer =
    { $mine ->
        [yes] Votre proposition
       *[no] Une proposition que vous suivez
    } { $stage ->
        [transferred] est transmise
        [accepted] est retenue
        [partly] est retenue en partie
        [refused] n'est pas retenue
        [delivered] est réalisée
        [abandoned] est abandonnée
       *[other] est à l'étude
    }
notification-answer-gone = La ville a répondu à une proposition qui n'est plus affichée
notification-stage =
    { $stage ->
        [transferred] Transmise
        [accepted] Retenue
        [partly] Retenue en partie
        [refused] Non retenue
        [delivered] Réalisée
        [abandoned] Abandonnée
       *[other] En étude
    }
notification-merge-open = { $name } propose de regrouper la n° { $number } avec votre proposition
notification-merge-closed =
    Le regroupement de votre proposition avec la n° { $number } { $state ->
        [done] est fait
        [refused] a été refusé
       *[other] n'a pas eu l'accord de tous à temps
    }
notification-merge-gone = Un regroupement vous a été proposé ; ces propositions ne sont plus affichées
notification-decision-proposal = Une décision de modération concerne votre proposition
notification-decision-comment = Une décision de modération concerne votre commentaire
notification-decision-account = Une décision de modération concerne votre compte
notification-notice = Votre signalement a reçu une réponse
notification-complaint = Votre contestation a reçu une réponse
notification-answer-reason = La ville explique :
notification-answer-transfer = Elle est transmise à { $to }. Une réponse y est attendue avant le { $until }.
notification-answer-calendar = Calendrier : { $calendar }
notification-merge-with = Regroupement proposé avec :
notification-merge-turn = À vous : répondez avant le { $until }
notification-merge-text = Regroupées, les propositions se lisent ensemble et chaque personne qui les soutient compte une fois. Sans réponse de votre part, la vôtre reste à part. Vous pourrez quitter le groupe quand vous voudrez.
notification-decision-text = Les raisons de cette décision vous attendent sur le site. Vous pouvez la contester pendant six mois : une autre personne la réexaminera.
notification-notice-text = Ce qui a été décidé, et pourquoi, vous attend sur le site. Vous pouvez le contester pendant six mois : une autre personne le réexaminera.
notification-complaint-text = Ce qui a été décidé après réexamen, et pourquoi, vous attend sur le site. Vous pouvez encore vous adresser au Défenseur des droits ou au tribunal administratif.
notification-open = Ouvrir le site
notification-why-reply = Vous recevez ce message parce que vous avez choisi d'apprendre tout de suite qu'on vous répond.
notification-why-answer = Vous recevez ce message parce que vous avez écrit ou suivez cette proposition.
notification-why-merge = Vous recevez ce message parce qu'un regroupement concerne votre proposition.
notification-why-law = La loi demande de vous dire cette décision : ce message ne peut pas être arrêté.
notification-why-digest = Vous recevez ce résumé une fois par jour, les jours où il y a du nouveau.
notification-stop = Ne plus recevoir ces messages
notification-stop-digest = Ne plus recevoir ce résumé
notification-digest-subject =
    { $count ->
        [one] Une nouvelle pour vous
       *[other] { $count } nouvelles pour vous
    }
notification-digest-subject-plan =
    { $plan } : { $count ->
        [one] une nouvelle pour vous
       *[other] { $count } nouvelles pour vous
    }
notification-digest-others =
    { $count ->
        [one] et 1 autre
       *[other] et { $count } autres
    }
notification-digest-elsewhere = Ailleurs
unsubscribe-title = Ne plus recevoir ces messages
unsubscribe-reply = Ne plus recevoir de message quand quelqu'un vous répond ?
unsubscribe-proposal_answered = Ne plus recevoir de message quand la ville répond à vos propositions et à celles que vous suivez ?
unsubscribe-merge_consent = Ne plus recevoir de message quand un regroupement attend votre accord ?
unsubscribe-digest = Ne plus recevoir le résumé du jour ?
unsubscribe-note = Tout restera dans vos notifications sur le site, et vous pourrez changer d'avis dans vos réglages.
unsubscribe-button = Oui, arrêter
unsubscribe-done = C'est fait
unsubscribe-done-text = Vous ne recevrez plus ces messages. Tout reste dans vos notifications sur le site, et vous pouvez changer d'avis dans vos réglages.
unsubscribe-unknown = Ce lien ne fonctionne pas
unsubscribe-unknown-text = Il est incomplet, ou le compte n'existe plus. Copiez-le en entier depuis le message ; sinon, choisissez ce que vous recevez dans les réglages de votre compte.
