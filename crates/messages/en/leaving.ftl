mail-idle-subject = Your account will be erased next month
mail-idle-text =
    Hello,

    You have not used your account for 23 months. It will be erased after { $until }.

    To keep it, sign in once: { $site }

    Otherwise there is nothing to do. What you wrote will stay, without your name.
download-title = My data
download-intro = Everything that you gave or did here, as of { $at }. The .json files hold the same for programs.
download-nothing = Nothing.
download-part-account = Account
download-part-sessions = Sessions
download-part-links = Links with neighbourhoods
download-part-roles = Roles
download-part-lookups = Looks at your identity
download-part-proposals = Proposals
download-part-drafts = Drafts
download-part-follows = Followed
download-part-merges = Merges
download-part-decisions = Decisions of moderation
download-part-notices = Notices
download-part-comments = Comments
download-part-votes = Votes
download-part-notifications = Notifications
