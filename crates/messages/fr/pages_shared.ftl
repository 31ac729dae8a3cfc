poster-title = Affiche
poster-print = Imprimer une affiche
poster-how = Cette page s'imprime sur une feuille A4.
poster-code = Code à lire avec un téléphone : { $address }
poster-call = Lisez ce code avec votre téléphone, ou tapez cette adresse
poster-needs = Lire ne demande rien. Voter demande une adresse e-mail.
plan-calendar = Mettre les dates dans mon agenda
feed-title = Ces propositions, en flux Atom
feed-follow = Suivre cette liste dans un lecteur de flux

share = Partager
share-address = L'adresse à partager
share-link = Partager ou copier le lien
share-copied = Le lien est copié.
share-mail = Par e-mail
share-sms = Par SMS
