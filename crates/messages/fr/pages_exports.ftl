staff-exports = Exports
exports-explained = 1. Filtrez. 2. Choisissez le contenu et le format, puis téléchargez.
exports-filter = 1. Filtrer
exports-choose = 2. Exporter
exports-show = Voir ce qui sera exporté
exports-count = { $count ->
    [0] Aucune proposition ne correspond
    [one] { $count } proposition, avec tout ce qui s'y rattache
   *[other] { $count } propositions, avec tout ce qui s'y rattache
}
exports-tables = Que voulez-vous exporter ?
exports-tables-hint = Si vous ne cochez rien, tout est exporté.
exports-format = Dans quel format ?
exports-format-csv = CSV, pour tout tableur
exports-format-xlsx = XLSX, pour Excel ou LibreOffice
exports-format-jsonl = JSON Lines, pour un programme
exports-format-geojson = GeoJSON, pour une carte : propositions, secteurs et opérations seulement
exports-open = Télécharger les données ouvertes
exports-open-explained = Publiable : ce que tout le monde peut lire, auteurs sous pseudonyme, Licence Ouverte 2.0.
exports-internal = Télécharger la version interne
exports-internal-explained = À ne pas publier : les auteurs y portent le nom qu'ils ont choisi.
exports-none = Vous ne suivez aucun plan : il n'y a rien à exporter.
exports-link = Exporter ces propositions
data-title = Données du débat
data-explained = Tout ce que vous pouvez lire dans ce plan, en un fichier. Un dictionnaire explique chaque colonne.
data-link = Télécharger les données du débat
data-licence = Licence Ouverte 2.0 (Etalab) : réutilisez librement, en citant la source et la date.
data-privacy = Les noms n'y sont pas : chaque auteur a un pseudonyme. Ce qui est retiré n'y est plus.
data-filtered = Vous avez filtré la liste : le fichier contient ce qu'elle montre.
data-whole = Tout le plan
