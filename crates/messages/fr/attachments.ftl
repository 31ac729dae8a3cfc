problem-attachment-not_found = Cette photo ou ce document n'est plus là.
problem-attachment-wrong_kind = Ce fichier n'est ni une photo (JPEG, PNG, WebP, GIF) ni un PDF. Choisissez-en un autre.
problem-attachment-too_big = Ce fichier est trop lourd. Le plus lourd possible est { $limit } Mo.
problem-attachment-too_many_pixels = Cette photo est trop grande. Le plus possible est { $limit } millions de points.
problem-attachment-unreadable = Ce fichier est abîmé. Ouvrez-le chez vous, enregistrez-le à nouveau, puis renvoyez-le.
problem-attachment-locked = Ce PDF demande un mot de passe. Enregistrez-le sans mot de passe, puis renvoyez-le.
problem-attachment-active = Ce PDF contient un programme ou un autre fichier. Imprimez-le en PDF, puis envoyez le nouveau.
problem-attachment-too_many = { $limit ->
    [0] Aucun fichier ne peut être ajouté ici.
    [one] Un seul fichier peut être ajouté ici.
   *[other] { $limit } fichiers au plus peuvent être ajoutés ici. Retirez-en un d'abord.
}
problem-attachment-people = Avant 15 ans, on n'envoie pas de photo où l'on reconnaît quelqu'un. Cochez la case, ou retirez la photo.
problem-attachment-not_kept = Le fichier n'a pas pu être gardé : le serveur manque de place. Envoyez votre texte sans lui, ou réessayez plus tard.
attach-legend = Une photo ou un PDF (facultatif)
attach-file = Le fichier
attach-hint = Une photo ou un PDF, { $limit } Mo au plus. Le lieu et l'heure de la prise de vue sont effacés. Demandez leur accord aux personnes que l'on reconnaît.
attach-too-big = Ce fichier est trop lourd. Le plus lourd possible est { $limit } Mo.
attach-description = Ce qu'on y voit, en quelques mots
attach-description-hint = Par exemple « Le passage inondé devant le n° 4 ». Ces mots sont lus à ceux qui ne voient pas.
attach-nobody = On ne reconnaît personne sur cette photo.
attach-full = Il n'y a plus de place. Retirez un fichier pour en ajouter un autre.
attachments-title = Photos et documents
attachment-remove = Retirer ce fichier
attachment-describe = Changer la description
done-attachment-described = La description est changée.
file-photo = Photo, { $kilobytes } ko
file-pdf = PDF, { $kilobytes } ko
file-hidden-photo = La modération a masqué cette photo. La décision est dans le journal.
file-hidden-pdf = La modération a masqué ce document. La décision est dans le journal.
file-hidden-rule = Règle : { $title }.
file-hidden-from-others = Ce fichier reste visible pour son auteur et la modération.
done-attachment-removed = Le fichier est retiré et effacé.
download-part-attachments = Vos photos et documents
