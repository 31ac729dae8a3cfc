//! What each table holds of people, how long, and where it stands when a person downloads their data or leaves.
//!
//! One list for the whole house: `docs/RETENTION.md` is written from it, and a test compares it with the tables and
//! columns of the database. A table that is missing here breaks the build of the documentation, on purpose: whoever
//! adds one decides these four things.

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Its name.
    pub table: &'static str,
    /// What a row is.
    pub what: &'static str,
    /// The columns that name an account.
    pub accounts: &'static [&'static str],
    /// How long a row is kept, and what takes it away.
    pub kept: &'static str,
    /// Where it is in a person's download.
    pub download: Download,
    /// What becomes of a person's rows when they leave.
    pub erasure: Erasure,
}

/// Where a table is in a person's download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// In the part of this name.
    Part(&'static str),
    /// It holds nothing of a person.
    Nothing,
    /// It holds something of a person that is not theirs to download; why.
    Not(&'static str),
}

/// What becomes of a person's rows when they leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// They are deleted in the same transaction.
    Deleted,
    /// They stay, and what says who it was is taken out of them.
    Emptied,
    /// They stay under «compte supprimé», or their words go, as the person chooses.
    AsChosen,
    /// They name an account that names nobody any more.
    IdAlone,
    /// There are none.
    Nothing,
    /// Otherwise; how.
    Otherwise(&'static str),
}

const fn public(table: &'static str, what: &'static str) -> Held {
    Held {
        table,
        what,
        accounts: &[],
        kept: "as long as the plan",
        download: Download::Nothing,
        erasure: Erasure::Nothing,
    }
}

const fn technical(table: &'static str, what: &'static str, kept: &'static str) -> Held {
    Held {
        table,
        what,
        accounts: &[],
        kept,
        download: Download::Nothing,
        erasure: Erasure::Nothing,
    }
}

const IDLE: &str = "until erasure; erased after 24 idle months, warned at 23";

/// Every table, by name.
pub const TABLES: &[Held] = &[
    Held {
        table: "account_emails",
        what: "a confirmed address",
        accounts: &["account_id"],
        kept: IDLE,
        download: Download::Part("account"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "accounts",
        what: "a person or a program",
        accounts: &["id"],
        kept: "for good once erased, as an id without a name, so that «compte supprimé» can be written",
        download: Download::Part("account"),
        erasure: Erasure::Emptied,
    },
    Held {
        table: "answer_drafts",
        what: "a decision of the town that waits for a second reader",
        accounts: &["written_by"],
        kept: "until the answer is decided",
        download: Download::Not("it is the town's work, not yet public"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "answering_grants",
        what: "a right to answer for an organisation",
        accounts: &["account_id", "given_by"],
        kept: "as long as the plan",
        download: Download::Part("roles"),
        erasure: Erasure::Otherwise("ended"),
    },
    public("answers", "an answer of the town"),
    Held {
        table: "appeals",
        what: "what a person said against a sanction, and the answer",
        accounts: &["account_id", "by_account"],
        kept: "as long as the account",
        download: Download::Part("decisions"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "attachments",
        what: "a photo or a PDF on a text; its bytes lie in the store of files",
        accounts: &["account_id"],
        kept: "as long as the text that it is on; a day where it is on none. A job deletes the bytes at once",
        download: Download::Part("attachments"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "attributions",
        what: "an author without an account: of an earlier platform, or whose words were recorded; pseudonymous",
        accounts: &["claimed_by"],
        kept: "as long as the plan; erased on request",
        download: Download::Not("it names an account once claimed, by its id"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "ballots",
        what: "that somebody voted in a plan, under a name that its voting key alone can tell",
        accounts: &[],
        kept: "as long as the plan; anonymous once its voting key is destroyed",
        download: Download::Part("votes"),
        erasure: Erasure::Otherwise("stays, with the votes that stay"),
    },
    Held {
        table: "cases",
        what: "what is decided about a contribution",
        accounts: &["claimed_by"],
        kept: "as long as the plan",
        download: Download::Not(
            "the work of moderators; decisions about your contributions are in `decisions`",
        ),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "code_attempts",
        what: "a code that was sent, with its address",
        accounts: &["account_id"],
        kept: "15 minutes, removed within the hour",
        download: Download::Not("it is gone before the download can be opened"),
        erasure: Erasure::Deleted,
    },
    public("comment_counts", "how many comments a proposal has"),
    Held {
        table: "comment_marks",
        what: "«utile» or «pas utile», by person and comment",
        accounts: &["account_id"],
        kept: "as long as the plan",
        download: Download::Part("comments"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "comment_versions",
        what: "a text that a comment had",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Part("comments"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "comments",
        what: "a comment",
        accounts: &["author_account"],
        kept: "as long as the plan",
        download: Download::Part("comments"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "complaints",
        what: "what somebody said against a decision",
        accounts: &[],
        kept: "as long as the plan",
        download: Download::Part("decisions"),
        erasure: Erasure::Nothing,
    },
    Held {
        table: "decisions",
        what: "what was decided about a contribution, and why",
        accounts: &["author_account", "by_account", "first_account"],
        kept: "as long as the plan",
        download: Download::Part("decisions"),
        erasure: Erasure::IdAlone,
    },
    public("document_versions", "a version of a document"),
    public("documents", "a document of a plan"),
    Held {
        table: "events",
        what: "something that happened: ids, codes, numbers",
        accounts: &["subject_id"],
        kept: "for good: the order that consumers rely on",
        download: Download::Not("events hold ids alone; what they are about is in its own part"),
        erasure: Erasure::Otherwise("`account.erased` is added, with the id alone"),
    },
    Held {
        table: "follows",
        what: "what a person follows",
        accounts: &["account_id"],
        kept: IDLE,
        download: Download::Part("follows"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "grants",
        what: "a role: who has it, who gave it, when, until when",
        accounts: &["account_id", "given_by", "ended_by"],
        kept: "for good: who was entrusted with what is accountable",
        download: Download::Part("roles"),
        erasure: Erasure::Otherwise("ended; the row names an id alone"),
    },
    Held {
        table: "holds",
        what: "that a contribution was out of sight for a while",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Not("the work of moderators"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "idempotency_keys",
        what: "a key under which a command ran",
        accounts: &["owner"],
        kept: "24 hours",
        download: Download::Not("a keyed hash, gone within a day"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "identity_lookups",
        what: "a look at who somebody is",
        accounts: &["account_id", "by_account"],
        kept: IDLE,
        download: Download::Part("lookups"),
        erasure: Erasure::Deleted,
    },
    public(
        "imported_rows",
        "a row of an earlier platform, so that a second import changes nothing",
    ),
    public("imports", "an import that was begun or finished"),
    Held {
        table: "jobs",
        what: "work with a due time",
        accounts: &["subject"],
        kept: "until it is done; 30 days when it failed for good",
        download: Download::Not("ids, and payloads that are sealed until they are done"),
        erasure: Erasure::Otherwise("a job about an erased account finds nobody, and ends"),
    },
    Held {
        table: "links",
        what: "a declared or confirmed link with a neighbourhood",
        accounts: &["account_id"],
        kept: IDLE,
        download: Download::Part("links"),
        erasure: Erasure::Deleted,
    },
    technical(
        "log_keys",
        "a key that signs the public log, wrapped",
        "until it is rotated away",
    ),
    technical(
        "log_months",
        "a month whose numbers are in the public log",
        "for good",
    ),
    Held {
        table: "mail_bounces",
        what: "how often the address of an account refused mail, and why",
        accounts: &["account_id"],
        kept: "until another address is confirmed, or a code that was mailed there is typed",
        download: Download::Part("notifications"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "merge_consents",
        what: "the answer of an author to a merge, by proposal",
        accounts: &[],
        kept: "as long as the plan",
        download: Download::Part("merges"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "merges",
        what: "a merge of proposals",
        accounts: &["proposed_by"],
        kept: "as long as the plan",
        download: Download::Part("merges"),
        erasure: Erasure::IdAlone,
    },
    technical(
        "moderation_log",
        "a line of the public log of moderation: closed words, numbers, a random reference; no person, text or hour",
        "for good: a chain that lost a line proves nothing",
    ),
    Held {
        table: "notices",
        what: "what somebody said about a contribution; how to reach them without an account, sealed",
        accounts: &["account_id"],
        kept: "as long as the plan; emptied of its words, of the text it speaks of and of its sender's address a year after the answer",
        download: Download::Part("notices"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "notification_settings",
        what: "how soon a person wants to be written to",
        accounts: &["account_id"],
        kept: IDLE,
        download: Download::Part("notifications"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "notifications",
        what: "that a person was told of something: ids, and whether they read it",
        accounts: &["account_id"],
        kept: "1 year",
        download: Download::Part("notifications"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "notifier_looks",
        what: "a look at who sent a notice, by the reviewer of the contested case",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Not("an act of the town; whoever sent the notice reads of it among the look-ups"),
        erasure: Erasure::IdAlone,
    },
    public("operations", "an operation of a plan"),
    public("organisations", "an organisation"),
    Held {
        table: "outbox",
        what: "an event that waits for its number",
        accounts: &["subject_id"],
        kept: "a moment, until the sequencer has numbered it",
        download: Download::Not("see events"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "paper_batches",
        what: "a pile of paper sheets that facilitators type",
        accounts: &["first_by", "opened_by", "second_by", "signed_by"],
        kept: "as long as the plan",
        download: Download::Not("the work of facilitators"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "paper_counts",
        what: "the signed count of a pile of sheets",
        accounts: &["countersigned_by", "signed_by"],
        kept: "as long as the plan",
        download: Download::Not("the work of facilitators; the count is public"),
        erasure: Erasure::IdAlone,
    },
    technical(
        "paper_sheets",
        "what was typed of a sheet, sealed",
        "until two people have signed the count of its batch",
    ),
    public(
        "paper_votes",
        "how many paper ballots were handed out and counted",
    ),
    Held {
        table: "passwords",
        what: "the hash of a password",
        accounts: &["account_id"],
        kept: IDLE,
        download: Download::Not(
            "a hash helps whoever stole the download, and nobody else; that there is one is said",
        ),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "pending_votes",
        what: "a vote begun without an account, under the hash of a token",
        accounts: &[],
        kept: "30 days",
        download: Download::Not("no account is known; the token that began it shows it"),
        erasure: Erasure::Nothing,
    },
    Held {
        table: "plan_acts",
        what: "a change of a plan after publication, with its reason",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Not("an act of the town, public without who did it"),
        erasure: Erasure::IdAlone,
    },
    public("plans", "a plan"),
    Held {
        table: "proofs",
        what: "what confirmed a link: method, issuer, keyed fingerprint",
        accounts: &["account_id", "looked_by"],
        kept: "30 days after it expires, 2 years and 30 days at most",
        download: Download::Part("links"),
        erasure: Erasure::Deleted,
    },
    Held {
        table: "proposal_drafts",
        what: "a proposal that was not sent",
        accounts: &["account_id"],
        kept: "30 days without an account; with one, until erasure",
        download: Download::Part("drafts"),
        erasure: Erasure::Deleted,
    },
    public("proposal_numbers", "a number of a proposal, never used again"),
    Held {
        table: "proposal_precisions",
        what: "what an author added to a frozen text",
        accounts: &[],
        kept: "as long as the plan",
        download: Download::Part("proposals"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "proposal_versions",
        what: "a text that a proposal had",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Part("proposals"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "proposals",
        what: "a proposal",
        accounts: &["author_account"],
        kept: "as long as the plan",
        download: Download::Part("proposals"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "recordings",
        what: "that a facilitator recorded the words of somebody without an account",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Not("the work of facilitators; the words are those of others"),
        erasure: Erasure::IdAlone,
    },
    technical(
        "refresh_tokens",
        "the hash of a refresh token",
        "with its session; deleted with it at erasure",
    ),
    public(
        "reviews",
        "a review before publication: of what, why, until when, how it ended",
    ),
    Held {
        table: "rule_versions",
        what: "what a rule of moderation said at a version, and who wrote it",
        accounts: &["by_account"],
        kept: "for good: decisions cite it",
        download: Download::Not("an act of the town, public without who did it"),
        erasure: Erasure::IdAlone,
    },
    technical("rules", "a rule of moderation", "for good: decisions cite it"),
    Held {
        table: "sanctions",
        what: "what was decided about a person, and why",
        accounts: &["account_id", "by_account"],
        kept: "as long as the account",
        download: Download::Part("decisions"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "sealed_identities",
        what: "who was behind an erased account, encrypted (LCEN, decree 2021-1362)",
        accounts: &["account_id"],
        kept: "1 year after erasure (`sealed`), opened on requisition alone",
        download: Download::Not("there is no account left to download it"),
        erasure: Erasure::Otherwise("made at erasure"),
    },
    public("search_entries", "that a contribution can be found by its words"),
    Held {
        table: "search_index",
        what: "the words of a contribution, folded",
        accounts: &[],
        kept: "as long as the contribution is shown",
        download: Download::Not("the words of `proposals` and `comments` again"),
        erasure: Erasure::AsChosen,
    },
    Held {
        table: "service_accounts",
        what: "a program of the town, with the hash of its token",
        accounts: &["account_id", "created_by"],
        kept: "for good: what acted here is accountable",
        download: Download::Not("programs are not people"),
        erasure: Erasure::IdAlone,
    },
    technical(
        "session_cookies",
        "the hash of the token of a page's session",
        "with its session; deleted with it at erasure",
    ),
    Held {
        table: "sessions",
        what: "a sign-in: since when, with what",
        accounts: &["account_id"],
        kept: "60 days after it was last used",
        download: Download::Part("sessions"),
        erasure: Erasure::Deleted,
    },
    technical("settings", "what a database knows of itself", "for good"),
    technical(
        "sign_in_failures",
        "wrong passwords in a row, under a keyed name",
        "30 days after the last one",
    ),
    technical(
        "sign_ups",
        "a sign-up that waits for its code",
        "with its code: 15 minutes, removed within the hour",
    ),
    Held {
        table: "signal_changes",
        what: "how a signal was set, and how before",
        accounts: &["by_account"],
        kept: "for good: what a machine looked at is accountable",
        download: Download::Not("an act of the town, told to those who moderate"),
        erasure: Erasure::IdAlone,
    },
    public(
        "signal_hits",
        "that a signal hit a contribution, and what it measured",
    ),
    technical(
        "signing_keys",
        "a key that signs tokens, wrapped",
        "until it is rotated away",
    ),
    public("tally", "a total of a proposal"),
    technical(
        "tally_deltas",
        "a vote that is not in the total yet",
        "a moment, until it is folded in",
    ),
    public("themes", "a theme of a plan"),
    technical(
        "throttles",
        "how often something was tried, under a keyed name",
        "until it is empty again",
    ),
    Held {
        table: "transmission_accesses",
        what: "who asked to open what was passed on to the authorities, and why; who confirmed it; when it was opened",
        accounts: &["by_account", "confirmed_by"],
        kept: "as long as the plan",
        download: Download::Not("the secret of an inquiry (code of criminal procedure, art. 11)"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "transmission_files",
        what: "the photos and documents of what was passed on to the authorities, sealed",
        accounts: &[],
        kept: "as its sealed copy: 1 year (`sealed`), opened by two people alone",
        download: Download::Not("the secret of an inquiry (code of criminal procedure, art. 11)"),
        erasure: Erasure::Otherwise("stays until then, sealed: what was passed on may be asked for again"),
    },
    Held {
        table: "transmissions",
        what: "that a contribution was passed on to the authorities: to which, when, and a sealed copy of it",
        accounts: &["by_account"],
        kept: "as long as the plan; the sealed copy 1 year (`sealed`), opened by two people alone",
        download: Download::Not("the secret of an inquiry (code of criminal procedure, art. 11)"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "vote_claims",
        what: "that an address or a proof has voted in a plan, as a keyed hash",
        accounts: &[],
        kept: "until the voting key of the plan is destroyed",
        download: Download::Not("a keyed hash of what is in `account` and `links`"),
        erasure: Erasure::Otherwise("stays: erasing and signing up again gives no second vote"),
    },
    Held {
        table: "vote_codes",
        what: "the code of a paper ballot, as a keyed hash, and a name that the plan's voting key alone can tell",
        accounts: &[],
        kept: "until the voting key of the plan is destroyed",
        download: Download::Not("a keyed hash; whether you have a paper ballot is on the page of the vote"),
        erasure: Erasure::Otherwise("stays: a paper ballot that was handed out is counted once"),
    },
    Held {
        table: "vote_piles",
        what: "paper ballots that a facilitator printed together",
        accounts: &["by_account"],
        kept: "as long as the plan",
        download: Download::Not("the work of facilitators; how many ballots are printed is public"),
        erasure: Erasure::IdAlone,
    },
    Held {
        table: "votes",
        what: "a vote: no time, no account, a name that the plan's voting key alone can tell",
        accounts: &[],
        kept: "as long as the plan; anonymous once its voting key is destroyed",
        download: Download::Part("votes"),
        erasure: Erasure::Otherwise("withdrawn where it still can be, or stays counted, as chosen"),
    },
    technical(
        "voting_keys",
        "the voting key of a plan, wrapped",
        "60 days after the results are final, then destroyed",
    ),
    technical(
        "wave_items",
        "a contribution that one decision removed with all that its account had published",
        "as long as the plan",
    ),
    technical(
        "webhook_attempts",
        "an attempt to send a message to a webhook: its time, status and error, nothing of what was sent or answered",
        "30 days",
    ),
    technical(
        "webhook_deliveries",
        "a message to a webhook: the number of its event and how it stands, never its text",
        "30 days",
    ),
    Held {
        table: "webhooks",
        what: "an address that is told what happens, with its secret, wrapped",
        accounts: &["owner_id"],
        kept: "until it is deleted",
        download: Download::Not("it is the town's work"),
        erasure: Erasure::IdAlone,
    },
    public("zones", "a zone of a plan"),
];
