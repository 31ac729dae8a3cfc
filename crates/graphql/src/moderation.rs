//! Moderation in the API: reporting and contesting for everybody, the queue and its decisions for moderators.

mod appeals;
mod cases;
mod decisions;
mod figures;
mod mutations;
mod notices;
mod queries;
mod subscriptions;
mod transmissions;
mod words;

pub use appeals::{AppealMutations, AppealPayload, AppealQueries, OpenAppeal, OwnAppeal, OwnSanction};
pub use cases::{Case, CaseComplaint, CasePriority, CaseText, CaseViewerCan, SecondOpinion};
pub use decisions::{ModerationMark, Passage, ReviewerDecision, Statement};
pub use figures::{
    Day, DecisionCount, ModerationFigures, ModerationFiguresQueries, ModerationTimes, NoticeCount,
};
pub use mutations::{
    CasePayload, CaseVersion, CasesPayload, ContestPayload, DecideInputs, DecidePayload, DecidedCase,
    HoldPayload, LookUpNotifierPayload, ModerationMutations, ReportInput, ReportPayload, SanctionPayload,
};
pub use notices::{CaseNotice, NoticeSender, NotifierLook, NotifierRecord, SentNotice};
pub use queries::{CaseItemKind, ModerationQueries, QueueView};
pub use subscriptions::{CaseChange, ModerationSubscriptions};
pub use transmissions::{
    OpenedCopyPayload, SealedAttachment, SealedCopyAccess, SealedCopyAccessPayload, SealedText,
    SealedTextVersion, Transmission, TransmissionAccessStage, TransmissionAuthority, TransmissionGround,
    TransmissionInput, TransmissionMeanwhile, TransmissionMutations, TransmissionPayload,
    TransmissionQueries,
};
pub use words::{
    CaseStage, ComplaintSide, DecisionSource, ModerationAction, NoticeKind, NoticeOutcome, NoticeStage,
    ReviewOutcome, SanctionKind,
};
