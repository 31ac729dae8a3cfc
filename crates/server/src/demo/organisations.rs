//! The town and the landlord, and who answers in their names.

use app::{
    accounts::Whom,
    organisations::{GrantAnswering, OrganisationInput, RegisterOrganisation, RemitInput},
};
use domain::{
    organisations::{OrganisationId, OrganisationKind},
    plans::Plan,
};

use super::{Told, Town};

/// Writes an organisation down and checks its number.
pub(super) async fn register(
    cx: &app::Cx,
    kind: OrganisationKind,
    name: &str,
    registration: &str,
) -> Told<OrganisationId> {
    let input = OrganisationInput {
        kind,
        name: name.to_owned(),
        registration: registration.to_owned(),
    };
    let written = app::organisations::register(cx, RegisterOrganisation::parse(&input)?).await?;
    Ok(app::organisations::check(cx, written.id, written.version)
        .await?
        .id)
}

/// Lets the town's agent answer on every theme, and the landlord's on housing.
pub(super) async fn entrust(town: &Town, plan: &Plan) -> Told<()> {
    let admin = town.as_("admin")?;
    let themes = app::plans::themes_of(admin, &[plan.id]).await?;
    let (ours, landlord) = town.organisations()?;
    for (place, theme) in themes.iter().enumerate() {
        let (organisation, who) = if place == 0 {
            (landlord, "bailleur")
        } else {
            (ours, "petit")
        };
        let account = town.as_(who)?.actor.account();
        let Some(account) = account else { continue };
        let about = RemitInput {
            operation: None,
            theme: Some(theme.id),
        };
        let command =
            GrantAnswering::parse(admin, plan.id, organisation, Whom::Account(account), about, None)?;
        app::organisations::grant_answering(admin, command).await?;
    }
    Ok(())
}
