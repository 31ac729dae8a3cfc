problem-moderation-not_found = Ce dossier, ce signalement ou cette décision n'existe pas, ou ne vous est pas ouvert.
problem-moderation-changed_meanwhile = Le dossier a changé entre-temps. Relisez-le, puis recommencez.
problem-moderation-claimed_by_other = Une autre personne traite ce dossier jusqu'au { $until }. Prenez le suivant.
problem-moderation-already_decided = Ce dossier est déjà décidé : votre décision n'a pas été enregistrée. Relisez-le si vous pensez autrement.
problem-moderation-not_decided = Ce dossier n'est pas encore décidé, ou sa décision peut encore être reprise : rien à contester pour l'instant.
problem-moderation-wrong_stage = Ce n'est pas possible à ce stade du dossier. Relisez-le.
problem-moderation-second_opinion_asked = Un second avis est demandé : une autre personne décide.
problem-moderation-rule_required = Indiquez la règle que vous appliquez : aucune restriction sans règle.
problem-moderation-bad_passages = Les passages à masquer ne correspondent pas au texte. Sélectionnez-les à nouveau, dans l'ordre.
problem-moderation-item_gone = L'auteur a retiré cette contribution : il n'y a plus rien à restreindre. Classez le dossier sans suite.
problem-moderation-wrong_action = { $state ->
    [pending_review] Cette contribution n'est pas encore publiée : publiez-la ou renvoyez-la à son auteur.
   *[published] Cette contribution est publiée : on peut la garder, la masquer en partie, fermer ses réponses, la retirer de l'affichage ou la supprimer, mais ni la publier ni la renvoyer à son auteur.
}
problem-moderation-too_late_to_undo = Les dix secondes sont passées : la décision est partie. Elle peut être contestée et revue par une autre personne.
problem-moderation-decided_by_other = Une autre personne a pris cette décision : elle seule peut la reprendre.
problem-moderation-already_contested = Cette décision est déjà contestée : une autre personne la revoit.
problem-moderation-too_late_to_contest = Cette décision pouvait être contestée jusqu'au { $until }. Le recours devant le tribunal administratif ou le Défenseur des droits reste ouvert.
problem-moderation-finally_decided = Une autre personne a déjà revu cette décision : elle est définitive ici. Le tribunal administratif et le Défenseur des droits restent ouverts.
problem-moderation-notice_followed = Votre signalement a été suivi : il n'y a rien à contester.
problem-moderation-held_already = Cette contribution a déjà été suspendue une fois. Décidez de son dossier.
problem-moderation-not_shown = Cette contribution n'est pas affichée en ce moment.
problem-moderation-not_a_wave = Seule une vague de spam d'un même compte se retire en une décision : indiquez la règle sur le spam, et un seul dossier.
problem-moderation-wave_is_whole = Une vague se juge en bloc : maintenez son retrait ou rétablissez tout.
problem-moderation-copy_destroyed = Cette copie scellée a passé sa date de fin : elle est détruite.
problem-moderation-access_confirmed = Cet accès est déjà confirmé.
problem-moderation-access_not_confirmed = Une deuxième personne doit d'abord confirmer cet accès.
problem-moderation-access_over = Cet accès a servi ou a expiré : demandez-en un autre.
problem-moderation-nobody_to_sanction = L'auteur de cette contribution n'a pas de compte ici : seule la contribution peut être restreinte.
problem-moderation-sanctioned_already = Une mesure envers son auteur a déjà été prise dans ce dossier.
problem-moderation-bad_term = Un avertissement n'a pas de durée ; une limitation dure de 1 à 30 jours, une suspension de 1 à 365 jours.
problem-moderation-warning_first = Personne n'est suspendu sans avoir d'abord été averti. Avertissez, ou limitez.
problem-moderation-people_only = Une décision de modération est prise par une personne, jamais par un programme.
mail-notice_received-subject = Votre signalement est arrivé
mail-notice_received-text =
    Bonjour,

    Votre signalement { $item ->
        [proposal] d'une proposition
       *[comment] d'un commentaire
    } est arrivé le { $received }. Une personne le lira : une décision est prise en 24 heures ouvrées. Rien n'est masqué par le seul nombre de signalements.

    Contribution signalée : { $id }

    Vous recevrez la réponse à cette adresse. Personne, pas même la modération, ne voit votre nom ni votre adresse.

    { $authority }
mail-notice_answered-subject = Réponse à votre signalement
mail-notice_answered-text =
    Bonjour,

    Vous avez signalé { $item ->
        [proposal] une proposition
       *[comment] un commentaire
    } le { $received } ({ $id }). Une personne a décidé.

    { $outcome ->
        [acted] Votre signalement a été suivi : cette contribution n'est plus affichée.
        [partly] Votre signalement a été suivi en partie : un passage ou une photo est masqué, ou la discussion ne reçoit plus de réponses.
        [decided] Une décision a été prise. Nous ne pouvons pas en dire plus ; cette contribution reste comme elle est.
       *[not_acted] Votre signalement n'a pas été suivi : cette contribution reste affichée.
    }

    { $outcome ->
        [acted] Merci. Vous n'avez rien à faire.
       *[other] Vous n'êtes pas d'accord ? Vous pouvez contester jusqu'au { $until }, gratuitement : une autre personne reverra la décision, en 15 jours ouvrés. Vous pouvez aussi saisir le tribunal administratif ou le Défenseur des droits.
    }

    Aucun programme n'a décidé à la place d'une personne.

    { $authority }
mail-statement-subject = Décision sur votre contribution
mail-statement-text =
    Bonjour,

    Une décision concerne { $item ->
        [proposal] votre proposition
       *[comment] votre commentaire
    } ({ $id }).

    Ce qui est décidé
    { $action ->
        [mask] Un passage est masqué. Le reste se lit toujours.
        [mask_files] Une photo ou un document joint à votre texte est masqué. Le texte se lit toujours.
        [mask_both] Un passage est masqué, et une photo ou un document joint à votre texte aussi. Le reste se lit toujours.
        [lock] Votre texte se lit toujours ; il ne reçoit plus de réponses.
        [return] Votre texte n'est pas publié : il vous est renvoyé. Vous pouvez le modifier et l'envoyer à nouveau, ou le retirer ; personne d'autre ne le lit.
        [hide] Votre texte n'est plus affiché. Les réponses et les votes restent.
        [remove] Votre texte est retiré pour de bon. Les réponses et les votes restent.
       *[keep] Votre texte est affiché comme avant.
    } Décision du { $decided }, sur ce site, { $action ->
        [return] sans date de fin, sauf si vous l'envoyez à nouveau.
        [keep] sans condition.
       *[other] sans date de fin.
    }

    Pourquoi
    { $facts }

    { $ground ->
        [illegal] La loi l'interdit : { $rule }. { $explanation } ({ $law })
        [house_rule] La règle de ce site : { $rule }. { $explanation }
       *[none] Aucune règle n'est enfreinte.
    }

    D'où vient la décision
    { $source ->
        [notice] D'un signalement, lu par une personne. Nous ne disons jamais de qui il vient.
       *[own_initiative] De la lecture d'une personne de l'équipe de modération.
    } { $detection ->
        [yes] Un programme avait attiré son attention ; il n'a rien décidé.
       *[no] Aucun programme n'y a pris part.
    }

    Vous n'êtes pas d'accord ?
    { $final ->
        [yes] Une autre personne a déjà revu cette décision : elle est définitive ici. Restent ouverts le recours gracieux auprès de l'autorité ci-dessous, le tribunal administratif dans les deux mois, et le Défenseur des droits, gratuit.
       *[no] Contestez jusqu'au { $until }, gratuitement, depuis votre compte : une autre personne reverra la décision en 15 jours ouvrés. Restent aussi ouverts le recours gracieux auprès de l'autorité ci-dessous, le tribunal administratif dans les deux mois, et le Défenseur des droits, gratuit.
    }

    Cette décision porte la référence { $reference } dans le journal public de modération, sans votre nom ni votre texte.

    { $authority }
mail-complaint_answered-subject = Réponse à votre contestation
mail-complaint_answered-text =
    Bonjour,

    Une autre personne a revu la décision que vous contestez ({ $id }).

    { $outcome ->
        [upheld] La décision est maintenue.
        [reversed] La décision est annulée : ce qui était affiché l'est à nouveau, avec les réponses et les votes ; un texte qui vous avait été renvoyé est publié.
       *[modified] La décision est changée : { $action ->
            [mask] un passage est masqué, le reste se lit.
            [mask_files] une photo ou un document joint est masqué, le texte se lit.
            [mask_both] un passage est masqué, et une photo ou un document joint aussi, le reste se lit.
            [lock] le texte se lit, sans nouvelles réponses.
            [return] le texte est renvoyé à son auteur, avant publication.
            [hide] le texte n'est plus affiché.
            [remove] le texte est retiré pour de bon.
           *[keep] le texte reste affiché.
        }
    }

    Pourquoi
    { $facts }

    { $ground ->
        [illegal] La loi : { $rule }. { $explanation } ({ $law })
        [house_rule] La règle de ce site : { $rule }. { $explanation }
       *[none] Aucune règle n'est enfreinte.
    }

    Cette réponse est définitive ici. Restent ouverts le recours gracieux auprès de l'autorité ci-dessous, le tribunal administratif dans les deux mois, et le Défenseur des droits, gratuit.

    { $authority }
mail-sanction-subject = Décision sur votre compte
mail-sanction-text =
    Bonjour,

    { $kind ->
        [limit] À partir d'aujourd'hui et jusqu'au { $until }, vous ne pouvez plus écrire sur ce site.
        [suspension] À partir d'aujourd'hui et jusqu'au { $until }, vous ne pouvez plus écrire sur ce site : une suspension, après un avertissement.
       *[warning] Ceci est un avertissement : rien d'autre ne change. S'il se répète, votre compte pourra être limité.
    } Vos votes restent. Vous pouvez toujours lire, télécharger vos données et contester.

    Pourquoi
    { $facts }

    { $ground ->
        [illegal] La loi l'interdit : { $rule }. { $explanation } ({ $law })
       *[house_rule] La règle de ce site : { $rule }. { $explanation }
    }

    Aucun programme n'a pris part à cette décision. Vous n'êtes pas d'accord ? Contestez jusqu'au { $contestable }, gratuitement, depuis votre compte : cette sanction seule, ou la décision sur votre contribution ({ $id }), dont l'annulation la lève. Une autre personne répondra dans les 15 jours ouvrés. Restent ouverts le recours gracieux auprès de l'autorité ci-dessous, le tribunal administratif dans les deux mois, et le Défenseur des droits, gratuit.

    { $authority }
mail-appeal_answered-subject = Réponse à votre contestation
mail-appeal_answered-text =
    Bonjour,

    Une autre personne a réexaminé la sanction que vous contestez.

    { $outcome ->
        [reversed] Elle est levée : vous pouvez de nouveau écrire.
       *[upheld] Elle est maintenue.
    }

    Pourquoi
    { $facts }

    Cette réponse est définitive ici. Restent ouverts le recours gracieux auprès de l'autorité ci-dessous, le tribunal administratif dans les deux mois, et le Défenseur des droits, gratuit.

    { $authority }
mail-transmitted-subject = Votre contribution a été transmise à une autorité
mail-transmitted-text =
    Bonjour,

    Le { $decided }, nous avons transmis { $item ->
        [proposal] votre proposition
       *[comment] votre commentaire
    } ({ $id }) { $kind ->
        [prosecutor] au procureur de la République
        [pharos] à PHAROS, la plateforme de la police nationale
        [police] à la police ou à la gendarmerie
       *[child_protection] au service qui protège les enfants en danger
    }.

    Pourquoi
    { $ground ->
        [crime_or_offence] Une autorité publique qui apprend un crime ou un délit le signale (article 40 du code de procédure pénale).
       *[threat_to_life] Ce texte fait craindre pour la vie ou la sécurité d'une personne (règlement européen sur les services numériques, article 18).
    }

    Une personne en a décidé, jamais un programme. Ce n'est pas une sanction : cette autorité dira s'il y a une suite. Si votre texte est retiré, un autre message vous dit pourquoi et comment le contester.

    { $authority }
facts-unchanged = Ce texte a été relu par une personne. Rien n'y est changé.
