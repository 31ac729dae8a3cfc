problem-attachment-not_found = This photo or document is no longer there.
problem-attachment-wrong_kind = This file is neither a photo (JPEG, PNG, WebP, GIF) nor a PDF. Choose another one.
problem-attachment-too_big = This file is too heavy. The heaviest possible is { $limit } MB.
problem-attachment-too_many_pixels = This photo is too large. The most possible is { $limit } million pixels.
problem-attachment-unreadable = This file is damaged. Open it on your side, save it again, then send it again.
problem-attachment-locked = This PDF asks for a password. Save it without one, then send it again.
problem-attachment-active = This PDF has a program or another file in it. Print it to PDF, then send the new one.
problem-attachment-too_many = { $limit ->
    [0] No file can be added here.
    [one] Only one file can be added here.
   *[other] At most { $limit } files can be added here. Remove one first.
}
problem-attachment-people = Under 15, no photo is sent on which somebody can be recognised. Tick the box, or remove the photo.
problem-attachment-not_kept = The file could not be kept: the server has no room. Send your text without it, or try again later.
attach-legend = A photo or a PDF (optional)
attach-file = The file
attach-hint = A photo or a PDF, { $limit } MB at most. Where and when it was taken is erased. Ask the people who can be recognised first.
attach-too-big = This file is too heavy. The heaviest possible is { $limit } MB.
attach-description = What it shows, in a few words
attach-description-hint = For example “The flooded passage in front of no. 4”. These words are read to those who cannot see.
attach-nobody = Nobody can be recognised on this photo.
attach-full = There is no more room. Remove a file to add another one.
attachments-title = Photos and documents
attachment-remove = Remove this file
attachment-describe = Change the description
done-attachment-described = The description is changed.
file-photo = Photo, { $kilobytes } kB
file-pdf = PDF, { $kilobytes } kB
file-hidden-photo = Moderation has hidden this photo. The decision is in the log.
file-hidden-pdf = Moderation has hidden this document. The decision is in the log.
file-hidden-rule = Rule: { $title }.
file-hidden-from-others = Its author and moderators still see it.
done-attachment-removed = The file is removed and erased.
download-part-attachments = Your photos and documents
