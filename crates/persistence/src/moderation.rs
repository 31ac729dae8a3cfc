//! Notices, cases, decisions, complaints and holds.
//!
//! Work on cases locks in one order: the items by id, then the cases by id. Everything that is done to one case can be
//! done to many, by the same statements.

mod appeals;
mod cases;
mod complaints;
mod decisions;
pub mod figures;
mod holds;
mod items;
mod notices;
mod sanctions;
mod transmissions;
mod waves;

pub use appeals::{
    appeal, appeals_against, appeals_of, insert_appeal, lock_appeal, open_appeals, save_appeal,
};
pub(crate) use cases::shown;
pub use cases::{
    Queue, View, by_id, by_ids, close_due, files, insert, is_in_hand, lock_open, overdue, queue, save, take,
};
pub use complaints::{complaint, complaints_in, insert_complaint, save_complaint};
pub use decisions::{
    History, decision, decision_of, decisions, decisions_in, decisions_of, history, insert_decisions,
    mark_final, mark_undone, standing_on,
};
pub use holds::{Held, end_holds, hold, insert_hold};
pub use items::{SavedItem, locked_items, save_items, target, targets};
pub use notices::{
    Arrived, Contact, advance, contacts_of, first_notices, forget_notices, insert_look, insert_notice,
    looks_in, notice, notice_by_receipt, notices_by, notices_of, notified_by, records_of, rules_named,
};
pub use sanctions::{
    insert_sanction, lift_sanction, lock_sanction, sanction, sanction_in, sanctions, sanctions_between,
    sanctions_of, sanctions_told, save_sanction, was_warned,
};
pub use transmissions::{
    accesses_of, confirm_transmission, destroy_transmission, forget_copies, insert_access,
    insert_transmission, lock_access, save_access, sealed_copy, sealed_files, transmission_by,
    transmissions_between, transmissions_in,
};
pub use waves::{WaveItem, contested_waves, decided_by, insert_wave, open_about, published_by, waves};
