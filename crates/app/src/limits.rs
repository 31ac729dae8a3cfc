//! Numbers that a town may set; the defaults are Fabrique's.

use std::time::Duration;

use domain::{text::Bounds, time::days, webhooks::Networks};

use crate::{attachments::FileLimits, throttle::Throttles};

/// How much of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// A comment's text, 1 to 2,000 characters.
    pub comment: Bounds,
    /// A display name, 2 to 60 characters.
    pub display_name: Bounds,
    /// How long the law obliges us to keep who was behind an erased account: a year (art. L. 34-1 II bis 2° CPCE, decree
    /// 2021-1362, art. 3).
    pub sealed: Duration,
    /// How much may be added to texts.
    pub files: FileLimits,
    /// How often things may be tried.
    pub throttles: Throttles,
    /// Networks that are not public and that webhooks may send to.
    pub webhook_networks: Networks,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            comment: Bounds::new(1, 2_000),
            display_name: Bounds::new(2, 60),
            sealed: days(365),
            files: FileLimits::default(),
            throttles: Throttles::default(),
            webhook_networks: Networks::default(),
        }
    }
}
