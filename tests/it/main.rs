//! The whole house, seen from outside: one binary, a file a noun, every test on the backend that the run names.

// The roots of the schema are merged from many nouns, one inside the other.
#![recursion_limit = "256"]

mod accounts;
mod answers;
mod architecture;
mod comments;
mod comments_imports;
mod comments_orders;
mod comments_races;
mod drafts;
mod events;
mod exchange;
mod front;
mod grants;
mod hostile;
mod idempotency;
mod jobs;
mod kept;
mod leaving;
mod links;
mod lists;
mod logs;
mod lookups;
mod merges;
mod metrics;
mod migrations;
mod moderation;
mod moderation_figures;
mod moderation_log;
mod n_plus_one;
mod notifications;
mod notifications_mails;
mod notifications_stops;
mod organisations;
mod pages;
mod plans;
mod policy_matrix;
mod problems;
mod programs;
mod proposals;
mod reviews;
mod rules;
mod schema;
mod search;
mod served;
mod signals;
mod subscriptions;
mod transitions;
mod unit_of_work;
mod versions;
mod voting;
mod voting_races;
mod voting_secrecy;
mod weaknesses;
mod wire;
