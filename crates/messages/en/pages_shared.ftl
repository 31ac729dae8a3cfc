poster-title = Poster
poster-print = Print a poster
poster-how = This page prints on one sheet of A4.
poster-code = Code to read with a telephone: { $address }
poster-call = Read this code with your telephone, or type this address
poster-needs = Reading asks for nothing. Voting asks for an e-mail address.
plan-calendar = Put the dates in my calendar
feed-title = These proposals, as an Atom feed
feed-follow = Follow this list in a feed reader

share = Share
share-address = The address to share
share-link = Share or copy the link
share-copied = The link is copied.
share-mail = By e-mail
share-sms = By text message
