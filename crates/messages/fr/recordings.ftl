problem-recording-not_found = Aucune parole n'est notée sous ce reçu. Vérifiez les douze signes, ou demandez de l'aide à un accompagnateur.
