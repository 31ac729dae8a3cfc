problem-webhook-not_found = Ce webhook ou cette livraison n'existe pas, ou vous ne vous en occupez pas.
problem-webhook-changed_meanwhile = Quelqu'un a modifié ce webhook entre-temps. Relisez-le, puis recommencez.
problem-webhook-too_many = Il y a déjà { $limit } webhooks. Supprimez-en un qui ne sert plus.
problem-webhook-address_refused = Rien n'est envoyé à cette adresse, qui n'est pas publique. Donnez une adresse publique, ou demandez à la personne qui gère le serveur d'autoriser ce réseau.
problem-webhook-https_only = Les messages partent en https seulement. Écrivez une adresse qui commence par https://.
