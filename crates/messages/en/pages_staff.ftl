nav-staff = Staff area
staff-dashboard = Dashboard
staff-overdue = Overdue answers
staff-overdue-count = { $count ->
    [one] overdue answer
   *[other] overdue answers
}
staff-overdue-none = No answer is overdue.
staff-due-title = Answers due
staff-due-count = { $count ->
    [one] answer due
   *[other] answers due
}
staff-due-none = No answer is expected for the moment.
staff-late = { $days ->
    [0] Late since today, expected on { $day }
    [one] One day late, expected on { $day }
   *[other] { $days } days late, expected on { $day }
}
staff-due = Due on { $day }: { $left }
staff-lively-count = { $count ->
    [one] lively debate
   *[other] lively debates
}
staff-lively = Lively debates
staff-lively-explained = The proposals with the most comments in seven days.
staff-lively-none = Nobody has commented for seven days.
staff-said = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
staff-participation = Who takes part
staff-participation-explained = Everybody who wrote counts once, where they wrote first. No number describes fewer than 11 people.
staff-participation-none = No plan has been published yet.
staff-people = { $count ->
    [one] { $count } person has written.
   *[other] { $count } people have written.
}
staff-people-few = Fewer than 11 people have written: nothing more is shown.
staff-people-column = People
staff-by-zone = By zone
staff-by-channel = By channel
staff-channel = Channel
staff-withheld = Not shown
staff-missing = Nobody has written yet about:
channel-participant = Online
channel-organisation = Organisation
channel-town = Town
channel-meeting = Meeting
channel-paper = Paper
channel-import = Earlier platform
staff-table-withheld = Too few people on each line: the detail would tell somebody apart.
