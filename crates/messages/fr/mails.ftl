mail-signature = { $site }
mail-sign_in-subject = Votre code pour entrer
mail-sign_in-text =
    Bonjour,

    Voici votre code :

    { $code }

    Tapez-le là où vous l'avez demandé. Il sert une fois, pendant 15 minutes.

    Vous n'avez rien demandé ? Ne donnez ce code à personne et oubliez ce message : sans le code, personne n'entre.
mail-password-subject = Votre code pour choisir un nouveau mot de passe
mail-password-text =
    Bonjour,

    Voici votre code :

    { $code }

    Tapez-le là où vous l'avez demandé, avec votre nouveau mot de passe. Il sert une fois, pendant 15 minutes.

    Vous n'avez rien demandé ? Ne donnez ce code à personne et oubliez ce message : votre mot de passe ne change pas.
mail-password_unknown-subject = Aucun compte à cette adresse
mail-password_unknown-text =
    Bonjour,

    Quelqu'un a demandé un nouveau mot de passe pour cette adresse, mais aucun compte ne l'utilise.

    Si c'est vous, votre compte a peut-être une autre adresse ; vous pouvez aussi en ouvrir un. Sinon, oubliez ce message.
mail-password_changed-subject = Votre mot de passe a changé
mail-password_changed-text =
    Bonjour,

    Le mot de passe de votre compte vient de changer, et vos autres sessions ont été fermées.

    Si ce n'est pas vous, demandez tout de suite un code pour choisir un nouveau mot de passe.
mail-email-subject = Votre code pour confirmer cette adresse
mail-email-text =
    Bonjour,

    Voici votre code :

    { $code }

    Tapez-le là où vous l'avez demandé : votre compte utilisera alors cette adresse. Il sert une fois, pendant 15 minutes.

    Vous n'avez rien demandé ? Ne donnez ce code à personne et oubliez ce message.
mail-email_taken-subject = Cette adresse a déjà un compte
mail-email_taken-text =
    Bonjour,

    Quelqu'un a voulu donner votre adresse à un autre compte. Rien n'a changé : elle reste celle du vôtre.
mail-email_changed-subject = L'adresse de votre compte a changé
mail-email_changed-text =
    Bonjour,

    Votre compte utilise désormais une autre adresse. Celle-ci ne permet plus d'y entrer, et vos autres sessions ont été fermées.

    Si ce n'est pas vous, écrivez-nous sans attendre.
mail-session_reused-subject = Une de vos sessions a été fermée
mail-session_reused-text =
    Bonjour,

    Une de vos sessions a été fermée par précaution : le jeton qui la prolonge a servi deux fois, peut-être parce que quelqu'un l'a copié.

    Connectez-vous de nouveau, et regardez la liste de vos sessions. Si vous n'en reconnaissez pas une, fermez-la et changez votre mot de passe.
mail-webhook_stopped-subject = Un webhook a été arrêté
mail-webhook_stopped-text =
    Bonjour,

    Un webhook que vous avez créé n'envoie plus rien : son récepteur a répondu qu'il n'existe plus, ou rien n'est arrivé depuis cinq jours.

    Regardez ses livraisons, corrigez ce qui ne va pas, et remettez-le en marche : { $site }/staff/webhooks/{ $webhook }
