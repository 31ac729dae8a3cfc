paper-title = Voting on paper
paper-hint = People vote on paper too, with facilitators. Here is what everybody can check.
paper-ballots = The ballots
paper-ballots-empty = No ballot was printed for this plan.
paper-handed-out = { $count ->
    [0] No ballot is handed out.
    [one] One ballot is handed out.
   *[other] { $count } ballots are handed out.
}
paper-counted = { $count ->
    [0] None is counted.
    [one] One ballot is counted.
   *[other] { $count } ballots are counted.
}
paper-counted-hidden = How many ballots are counted is shown when the vote ends.
paper-piles = The piles of ballots
paper-piles-empty = No pile is printed.
paper-pile = Pile
paper-place = Place
paper-printed-by = Printed by
paper-printed = Printed
paper-column-counted = Counted
paper-column-void = Void
paper-hidden = At the end
paper-facilitator = facilitator { $number }
paper-code-title = Vote with a paper code
paper-code-hint = Were you given a paper ballot? Type its code: you vote here, without an account.
paper-code-label = Code of your ballot
paper-code-none = No ballot? Ask a facilitator for one, or vote with your account.
paper-closed = The vote is not open. Codes of ballots serve only while it is.
paper-ballot-title = Your ballot
paper-ballot-once = This ballot counts once. Read it again before you send it: it does not change afterwards.
paper-most = { $count ->
    [one] You may choose one proposal.
   *[other] You may choose { $count } proposals at most.
}
paper-until = The ballot counts until { $day }.
paper-which = Which proposals do you support?
paper-mark-support = I support it
paper-mark-for = For
paper-mark-against = Against
paper-mark-neither = Neither for nor against
paper-mark-none = No opinion
paper-numbers-hint = Write the numbers of the proposals, for example: 3, 12, 38.
paper-count = Count my ballot
paper-done-title = Your ballot is counted
paper-done = Its code serves no more. Nobody knows how you voted.
paper-done-receipts = Each vote has a receipt. It proves that the vote counts, and not what it says.
paper-sheet-title = Ballot
paper-qr = Code of this ballot
paper-sheet-code = Code of the ballot:
paper-column-proposal = Proposal
paper-write-numbers = write the numbers of the proposals
paper-sheet-how = Tick your choices, fold the sheet, put it in the ballot box.
paper-sheet-web = You can also vote by yourself with this code: { $address }
paper-sheet-secret = Keep this code to yourself: one vote counts for each code.
paper-own-title = My paper ballot
paper-own-print = Print your ballot here, at home or with a facilitator.
paper-own-bring = Tick your choices and put it in the ballot box, or type its code.
paper-own-closes = Once it is counted, it takes the place of your votes on the site. Voting on the site is then closed.
paper-own-has = You have a ballot. Until it is counted, your votes on the site count.
paper-own-ask = Print my ballot
paper-own-again = Print a new ballot, the old one becomes void
paper-own-back = Give my ballot back and vote on the site
paper-own-counted = Your paper ballot is counted. Voting on the site is closed for you.
paper-own-once = Print this page now: the code is shown only once. If it is lost, print a new ballot.
paper-print-once = Print this page now: the codes are shown only once. If they are lost, make the pile void.
paper-desk-title = Paper ballots
paper-desk-hint = You print ballots and hand them out. You never vote in somebody's place.
paper-desk-never = You never vote on somebody's word: only a ballot with its code counts.
paper-hand-out = Hand out a ballot
paper-hand-out-account = Ask whether the person has an account. If so, they print their ballot with it.
paper-hand-out-look = Look at their proof. Nothing of what it says is kept, only a fingerprint of it.
paper-hand-out-draw = The person draws a folded ballot from the pile. You do not look at its code.
choose = Choose
paper-proof = Proof shown
proof-tenancy = Lease or rent receipt
proof-bill = Bill of energy, water or telephone
proof-hosting = Word of a host
proof-domiciliation = Domiciliation
proof-school = School certificate
proof-employment = Certificate of an employer
proof-shop = Registration of a shop
proof-rehousing = Letter of rehousing
proof-letter = Letter of the town
paper-issuer = Who issued it?
paper-issuer-hint = For example: EDF, or the name of the landlord.
paper-subject = Number or name on it
paper-subject-hint = It serves to recognise a proof that was shown before. It is not kept.
paper-hand-out-send = Note that it was handed out
paper-print = Print ballots
paper-print-hint = Each ballot has its code. Fold and mix them before you hand them out.
paper-size = How many ballots, 100 at most
paper-print-send = Print the ballots
paper-revoke = Make what is left of pile { $number } void
paper-revoke-hint = Make a pile void that was lost, or whose codes were seen. Ballots that are counted stay.
paper-public = What everybody sees of voting on paper
done-handed-out = It is noted. The person draws a ballot.
done-ballots-printed = These ballots are printed already: their codes are shown only once.
done-codes-void = The ballots that were left are void.
done-code-given-back = Your paper ballot is void. You vote on the site.
vote-on-paper = Your paper ballot is counted. Voting on the site is closed for you.
vote-paper-waits = You have a paper ballot. Once it is counted, it will take the place of your votes here.
vote-by-paper = Vote on paper
vote-by-code = Vote with a paper code
label-said = { $name }: { $said }
vote-apart = The votes in detail
vote-apart-confirmed = Confirmed link with the neighbourhood
vote-apart-declared = Declared link
vote-apart-account = No link declared
vote-apart-paper = Paper
paper-code-written = Twelve characters. Hyphens and capitals do not matter.
