// What each state answers where it is not 200: a page that says what is wrong says so to programs too.
const BY_STATUS = {
  401: [
    "the paper desk as nobody",
    "one's own paper ballot as nobody",
    "my page asks who I am",
    "recording words asks who I am",
    "piles of sheets as nobody",
  ],
  403: [
    "staff: a resident is refused",
    "a link to confirm is not for everybody",
    "signals are not for everybody",
    "staff: exports that a resident is refused",
    "staff: access is refused to staff",
  ],
  404: [
    "a page that is not there",
    "the queue is not for everybody",
    "a case about me",
    "what was passed on is not for everybody",
    "a case that is not there",
  ],
  409: [
    "a hand-out for a proof that served",
    "a ballot that was counted before",
    "revising what changed meanwhile",
    "a case to pass on that is decided",
  ],
  422: [
    "a place outside of the drawing",
    "an idea whose file is no photo",
    "a comment whose file is no photo",
    "describing a photo in no word",
    "a hand-out that says nothing",
    "too many ballots to print",
    "a code that is none",
    "a ballot that says nothing",
    "a comment that was refused",
    "an address that is none",
    "a code that is wrong",
    "a report that was refused",
    "contesting without a word",
    "a name that is refused",
    "an address of mine that is none",
    "a code to a new address that is wrong",
    "erasing my account without a choice",
    "an idea that says nothing",
    "checking what shows a telephone number",
    "revising to nothing",
    "adding a precision that says nothing",
    "changing my comment to nothing",
    "a decision without a rule",
    "a decision with passages that are not there",
    "an access without a reason",
    "merging with nothing",
    "a link to confirm that was refused",
    "who reported, without a reason",
    "a signal that was refused",
    "staff: an organisation that was refused",
    "staff: an identity that was refused",
    "staff: a vote suspended without a reason",
    "staff: a decision that was refused",
    "admins: a right to answer that was refused",
    "staff: five questions that were refused",
    "staff: a webhook that was refused",
    "staff: a file of zones that was refused",
    "admins: a new rule that was refused",
    "admins: a role that was refused",
    "admins: a program that was refused",
    "recording words from nowhere",
    "their words that are too short",
    "words that were not read back",
    "a receipt that is none",
    "a pile with too many sheets",
    "a grid with wrong cells and long words",
  ],
};

/** The status that a state answers. */
export const statusOf = (name) => {
  const found = Object.entries(BY_STATUS).find(([, names]) => names.includes(name));
  return found ? Number(found[0]) : 200;
};

/** Every name in the table: each must be a state. */
export const NAMED = Object.values(BY_STATUS).flat();
