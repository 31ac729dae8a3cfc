//! Who takes part in a plan, in numbers that tell nobody apart.

use async_graphql::{Context, Object};
use domain::participation;

use super::Zone;
use crate::{Fault, context::load, loaders::ZonesOf, proposals::ProposalOrigin};

/// The people who wrote what everybody may read in a plan, each counted once, where and how they wrote first. No number
/// describes fewer than 11 people, nor does a difference of two; what nobody is in is left out.
pub struct Participation(pub participation::Participation, pub domain::plans::PlanId);

#[Object]
impl Participation {
    /// How many people; null when they are fewer than 11.
    async fn people(&self) -> Option<u64> {
        self.0.people
    }
    /// By the zone of the proposal that they wrote about first; at most 201.
    async fn zones(&self, ctx: &Context<'_>) -> Result<Vec<PeopleInZone>, Fault> {
        let zones = load(ctx, ZonesOf(self.1)).await?.unwrap_or_default();
        let told = self.0.zones.iter().map(|cell| PeopleInZone {
            zone: zones.iter().find(|zone| Some(zone.id) == cell.of).cloned(),
            people: cell.people,
        });
        Ok(told.collect())
    }
    /// By the channel through which they wrote first; at most 6.
    async fn channels(&self) -> Vec<PeopleByChannel> {
        self.0.channels.iter().copied().map(PeopleByChannel).collect()
    }
}

/// People by zone.
pub struct PeopleInZone {
    zone: Option<domain::plans::Zone>,
    people: Option<u64>,
}

#[Object]
impl PeopleInZone {
    /// The zone; null for the whole perimeter and for points in it.
    async fn zone(&self) -> Option<Zone> {
        self.zone.clone().map(Zone)
    }
    /// How many; null when that would tell people apart.
    async fn people(&self) -> Option<u64> {
        self.people
    }
}

/// People by channel.
pub struct PeopleByChannel(participation::Cell<domain::proposals::Origin>);

#[Object]
impl PeopleByChannel {
    /// The channel.
    async fn channel(&self) -> ProposalOrigin {
        self.0.of.into()
    }
    /// How many; null when that would tell people apart.
    async fn people(&self) -> Option<u64> {
        self.0.people
    }
}
