problem-account-not_found = Ce compte n'existe pas.
problem-account-erased = Ce compte a été supprimé.
problem-account-code_wrong =
    { $left ->
        [one] Ce n'est pas le bon code. Il reste un essai.
       *[other] Ce n'est pas le bon code. Il reste { $left } essais.
    }
problem-account-code_expired = Ce code ne sert plus. Demandez-en un nouveau.
problem-account-credentials_wrong = L'adresse et le mot de passe ne vont pas ensemble. Réessayez, ou demandez un code.
problem-account-email_taken = Cette adresse appartient à un autre compte.
problem-account-token_reused = Ce jeton a déjà servi : la session a été fermée par précaution. Connectez-vous de nouveau.
problem-account-proof_used = Ce justificatif a déjà confirmé le lien d'un autre compte.
problem-account-proof_unfit = Ce justificatif ne montre pas ce lien. Choisissez un autre justificatif, ou faites corriger le lien déclaré.
problem-account-already_granted = Ce compte a déjà ce rôle ici.
problem-account-link_not_declared = Cette personne n'a pas déclaré de lien avec ce plan. Elle doit d'abord le faire elle-même.
problem-account-last_admin = C'est le dernier administrateur. Nommez-en un autre avant.
problem-account-session_not_found = Cette session n'existe pas.
problem-account-grant_not_found = Ce rôle n'existe pas.
problem-account-password_weak =
    { $reason ->
        [too_short] C'est trop court : il faut au moins { $min } caractères. Plusieurs mots à la suite font un bon mot de passe.
        [too_long] C'est trop long : { $max } caractères au plus.
        [control_character] Un caractère invisible s'y trouve, peut-être une fin de ligne collée avec le reste.
        [context] N'y mettez ni votre nom, ni votre adresse, ni le nom du service.
        [common] Ce mot de passe est parmi les plus courants. Choisissez plusieurs mots sans rapport.
       *[other] Ce mot de passe se devine vite. Choisissez plusieurs mots sans rapport.
    }
problem-account-password_locked = Trop de mots de passe faux à la suite. Demandez un code : il ouvre le compte et permet de choisir un nouveau mot de passe.
problem-account-pseudonym_imposed = Avant 15 ans, le pseudonyme est donné par le site. Laissez le nom vide.
problem-account-sign_in_again = Pour cela, donnez votre mot de passe actuel, ou connectez-vous de nouveau.
