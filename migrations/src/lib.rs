//! Schema changes, one a file: forward only in production, each safe to run again after it was cut short.
//!
//! A change never names an entity: entities move on, an old change must keep its meaning. `tests/it/migrations.rs`
//! compares what all of them make with what the entities describe, on both databases.

use sea_orm_migration::prelude::*;

mod columns;
mod m20261123_000001_accounts;
mod m20261123_000002_plans;
mod m20261123_000003_proposals;
mod m20261123_000004_events;
mod m20261123_000101_sign_in;
mod m20261123_000102_trust;
mod m20261123_000200_organisations;
mod m20261123_000201_operations;
mod m20261123_000301_answers;
mod m20261123_000400_comments;
mod m20261123_000501_voting;
mod m20261123_000601_jobs;
mod m20261123_000602_idempotency;
mod m20261123_000700_settings;
mod m20261123_000801_search;
mod m20261123_000900_exchange;
mod m20261125_000103_sign_ups;
mod m20261125_000110_sealed;
mod m20261125_001001_rules;
mod m20261125_001002_reviews;
mod m20261125_001003_signals;
mod m20261125_001100_moderation;
mod m20261125_001201_notifications;
mod m20261125_001301_moderation_log;
mod m20261128_001110_waves;
mod m20261128_001120_notifiers;
mod m20261128_001121_appeals;
mod m20261128_001122_transmissions;
mod m20261128_001130_answer_drafts;
mod m20261128_001400_recordings;
mod m20261128_001500_attachments;
mod m20261128_001600_paper_votes;
mod m20261128_001601_papers;
mod m20261128_001800_webhooks;
mod m20261129_001123_transmission_files;

/// Every schema change, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_accounts::Migration),
            Box::new(m20261123_000002_plans::Migration),
            Box::new(m20261123_000003_proposals::Migration),
            Box::new(m20261123_000004_events::Migration),
            Box::new(m20261123_000200_organisations::Migration),
            Box::new(m20261123_000201_operations::Migration),
            Box::new(m20261123_000301_answers::Migration),
            Box::new(m20261123_000400_comments::Migration),
            Box::new(m20261123_000501_voting::Migration),
            Box::new(m20261123_000700_settings::Migration),
            Box::new(m20261123_000601_jobs::Migration),
            Box::new(m20261123_000602_idempotency::Migration),
            Box::new(m20261123_000101_sign_in::Migration),
            Box::new(m20261123_000102_trust::Migration),
            Box::new(m20261123_000900_exchange::Migration),
            Box::new(m20261125_000103_sign_ups::Migration),
            Box::new(m20261123_000801_search::Migration),
            Box::new(m20261125_000110_sealed::Migration),
            Box::new(m20261125_001001_rules::Migration),
            Box::new(m20261125_001301_moderation_log::Migration),
            Box::new(m20261125_001201_notifications::Migration),
            Box::new(m20261125_001002_reviews::Migration),
            Box::new(m20261125_001100_moderation::Migration),
            Box::new(m20261125_001003_signals::Migration),
            Box::new(m20261128_001110_waves::Migration),
            Box::new(m20261128_001120_notifiers::Migration),
            Box::new(m20261128_001121_appeals::Migration),
            Box::new(m20261128_001122_transmissions::Migration),
            Box::new(m20261128_001130_answer_drafts::Migration),
            Box::new(m20261128_001400_recordings::Migration),
            Box::new(m20261128_001500_attachments::Migration),
            Box::new(m20261128_001600_paper_votes::Migration),
            Box::new(m20261128_001601_papers::Migration),
            Box::new(m20261128_001800_webhooks::Migration),
            Box::new(m20261129_001123_transmission_files::Migration),
        ]
    }
}
