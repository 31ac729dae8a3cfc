staff-exports = Exports
exports-explained = 1. Filter. 2. Choose content and format, then download.
exports-filter = 1. Filter
exports-choose = 2. Export
exports-show = See what will be exported
exports-count = { $count ->
    [0] No proposal matches
    [one] { $count } proposal, with all that belongs to it
   *[other] { $count } proposals, with all that belongs to them
}
exports-tables = What do you want to export?
exports-tables-hint = If you tick nothing, everything is exported.
exports-format = In which format?
exports-format-csv = CSV, for any spreadsheet
exports-format-xlsx = XLSX, for Excel or LibreOffice
exports-format-jsonl = JSON Lines, for a program
exports-format-geojson = GeoJSON, for a map: proposals, zones and operations only
exports-open = Download the open data
exports-open-explained = May be published: what everybody may read, authors under pseudonyms, Open Licence 2.0.
exports-internal = Download the internal version
exports-internal-explained = Not to be published: authors bear the names they chose.
exports-none = You follow no plan: there is nothing to export.
exports-link = Export these proposals
data-title = Data of the debate
data-explained = All that you can read in this plan, in one file. A dictionary explains each column.
data-link = Download the data of the debate
data-licence = Open Licence 2.0 (Etalab): reuse it freely, naming the source and the date.
data-privacy = Names are not in it: each author has a pseudonym. What was withdrawn is gone.
data-filtered = You have narrowed the list: the file holds what it shows.
data-whole = The whole plan
