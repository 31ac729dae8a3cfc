imported-plan-summary = Débat repris de { $source }. Les auteurs, les totaux et les réponses sont ceux de l'ancienne plateforme. Tout se lit ; on n'y écrit plus.
imported-plan-phase = Débat repris
