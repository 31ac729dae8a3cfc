//! The plan of Les Tilleuls: phases around today, zones, nine operations, documents.

use app::plans::{
    AddDocument, ChangeOperations, ChangeZones, CreatePlan, DocumentInput, EffectInput, OperationInput,
    PhaseInput, PlanInput, RulesInput, VotingInput, ZoneInput,
};
use domain::{
    organisations::OrganisationId,
    plans::{OperationKind, PhaseKind, Plan, Totals},
};

use super::{Told, Town, texts};

/// Corners in metres east and north of the south-west end of Les Tilleuls.
pub(super) type Corners = &'static [(f64, f64)];

/// The neighbourhood: nowhere, a little north of 48.93° N 2.36° E, its streets turned by twelve degrees.
fn on_the_ground(corners: Corners) -> String {
    const ORIGIN: (f64, f64) = (2.36, 48.93);
    const METRES_A_DEGREE: f64 = 111_195.0;
    let (sin, cos) = 12_f64.to_radians().sin_cos();
    let degrees = |&(east, north): &(f64, f64)| {
        let (x, y) = (east * cos - north * sin, east * sin + north * cos);
        let longitude = ORIGIN.0 + x / (METRES_A_DEGREE * ORIGIN.1.to_radians().cos());
        format!("[{longitude:.6},{:.6}]", ORIGIN.1 + y / METRES_A_DEGREE)
    };
    let ring: Vec<_> = corners.iter().chain(corners.first()).map(degrees).collect();
    format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","))
}

const PERIMETER: Corners = &[
    (0.0, 12.0),
    (500.0, -8.0),
    (524.0, 300.0),
    (494.0, 545.0),
    (146.0, 552.0),
    (4.0, 424.0),
];

/// Kind, title, what is done, when it starts and ends in days from today, whether the landlord answers for it, and where.
type Work = (OperationKind, &'static str, &'static str, i64, i64, bool, Corners);

const OPERATIONS: &[Work] = &[
    (
        OperationKind::Rehabilitation,
        "Réhabilitation de la barre A",
        "120 logements : façades, ascenseurs, isolation par l'extérieur.",
        30,
        700,
        true,
        &[(300.0, 50.0), (470.0, 43.0), (471.0, 65.0), (301.0, 72.0)],
    ),
    (
        OperationKind::Demolition,
        "Démolition de la barre B",
        "96 logements. Contestée : une contre-expertise est demandée par la proposition n° 38.",
        200,
        560,
        true,
        &[(300.0, 150.0), (470.0, 143.0), (471.0, 165.0), (301.0, 172.0)],
    ),
    (
        OperationKind::Residentialisation,
        "Entrées et pieds d'immeuble",
        "Halls, boîtes aux lettres, locaux à vélos, plantations.",
        90,
        400,
        true,
        &[(300.0, 82.0), (470.0, 75.0), (471.0, 133.0), (301.0, 140.0)],
    ),
    (
        OperationKind::Construction,
        "Soixante logements rue des Sorbiers",
        "Locatif social et accession ; vingt sont gardés pour le relogement.",
        120,
        800,
        true,
        &[(238.0, 40.0), (280.0, 38.0), (285.0, 212.0), (243.0, 214.0)],
    ),
    (
        OperationKind::Equipment,
        "Groupe scolaire Colette",
        "Préau, cour et restauration ; dix classes.",
        60,
        420,
        false,
        &[
            (268.0, 300.0),
            (352.0, 298.0),
            (352.0, 360.0),
            (320.0, 361.0),
            (321.0, 420.0),
            (271.0, 422.0),
        ],
    ),
    (
        OperationKind::Equipment,
        "Gymnase des Jeux",
        "Ouverture aux clubs du quartier, mur d'escalade.",
        -20,
        120,
        false,
        &[(412.0, 384.0), (474.0, 387.0), (466.0, 474.0), (410.0, 470.0)],
    ),
    (
        OperationKind::PublicSpace,
        "Place du marché",
        "Sol, arbres, bancs, eau.",
        45,
        300,
        false,
        &[(58.0, 66.0), (168.0, 62.0), (172.0, 168.0), (57.0, 172.0)],
    ),
    (
        OperationKind::PublicSpace,
        "Allée des Tilleuls",
        "Éclairage, rampe, réseaux.",
        75,
        330,
        false,
        &[(34.0, 266.0), (60.0, 264.0), (188.0, 520.0), (160.0, 524.0)],
    ),
    (
        OperationKind::Shops,
        "Commerces et maison du projet",
        "Huit boutiques en rez-de-chaussée, un lieu d'aide aux démarches.",
        150,
        500,
        false,
        &[(110.0, 186.0), (202.0, 182.0), (204.0, 216.0), (111.0, 219.0)],
    ),
];

/// Opens and publishes the plan.
pub(super) async fn open(town: &Town) -> Told<Plan> {
    let phase = |kind, title: &str, from, to| PhaseInput {
        id: None,
        kind,
        title: title.to_owned(),
        starts_at: town.midnight(from),
        ends_at: town.midnight(to),
        overrides: [].into(),
    };
    let input = PlanInput {
        slug: "les-tilleuls".to_owned(),
        title: "Les Tilleuls se renouvellent".to_owned(),
        summary: "Le quartier des Tilleuls va changer pendant dix ans. Neuf opérations sont prévues, dont une démolition contestée. Vous proposez, vous débattez, vous votez ; la ville et le bailleur répondent.".to_owned(),
        easy_summary: "Le quartier change. Vous pouvez donner une idée. Vous pouvez voter. La ville doit répondre.".to_owned(),
        body: "## Pourquoi\n\nLes immeubles ont soixante ans. Les charges sont lourdes, la place est vide l'été, l'allée est sombre l'hiver.\n\n## Comment\n\nLa convention est signée jusqu'en 2034. Chaque opération a un calendrier, un responsable et une adresse pour lui écrire.".to_owned(),
        decided: "La réhabilitation de la barre A, le groupe scolaire Colette et le nombre de logements reconstruits.".to_owned(),
        open_to_debate: "L'avenir de la barre B, la place du marché, l'allée, l'usage du gymnase et les règles du relogement.".to_owned(),
        perimeter: on_the_ground(PERIMETER),
        language: "fr".to_owned(),
        rules: RulesInput {
            voting: Some(VotingInput::ForAgainst),
            totals: Some(Totals::Live),
            effect: Some(EffectInput::Answer {
                threshold: Some(50),
                days: Some(60),
            }),
            ..RulesInput::default()
        },
        phases: vec![
            phase(PhaseKind::Inform, "S'informer", -60, -30),
            phase(PhaseKind::Propose, "Proposer", -30, 12),
            phase(PhaseKind::Debate, "Débattre", -30, 12),
            phase(PhaseKind::Vote, "Voter", -5, 16),
            phase(PhaseKind::Answer, "Les réponses", -20, 90),
            phase(PhaseKind::Follow, "Suivre les travaux", 90, 800),
        ],
        themes: texts::THEMES.iter().map(ToString::to_string).collect(),
        zones: texts::ZONES.iter().map(|(title, _)| (*title).to_owned()).collect(),
    };
    let staff = town.as_("petit")?;
    let plan = app::plans::create(staff, CreatePlan::parse(staff, &input)?).await?;
    let plan = draw_zones(town, plan).await?;
    let (_, landlord) = town.organisations()?;
    let plan = plan_operations(town, plan, landlord).await?;
    let plan = add_documents(town, plan).await?;
    Ok(app::plans::publish(staff, plan.id).await?)
}

async fn draw_zones(town: &Town, plan: Plan) -> Told<Plan> {
    let staff = town.as_("petit")?;
    let zones = app::plans::zones_of(staff, &[plan.id]).await?;
    let zones: Vec<_> = texts::ZONES
        .iter()
        .map(|(title, corners)| ZoneInput {
            id: zones
                .iter()
                .find(|zone| zone.title.as_str() == *title)
                .map(|zone| zone.id),
            title: (*title).to_owned(),
            geometry: on_the_ground(corners),
        })
        .collect();
    let command = ChangeZones::parse(plan.id, plan.version, &zones, None, "")?;
    Ok(app::plans::change_zones(staff, command).await?)
}

async fn plan_operations(town: &Town, plan: Plan, landlord: OrganisationId) -> Told<Plan> {
    let staff = town.as_("petit")?;
    let operations: Vec<_> = OPERATIONS
        .iter()
        .map(
            |(kind, title, description, from, to, of_landlord, corners)| OperationInput {
                id: None,
                kind: *kind,
                title: (*title).to_owned(),
                description: (*description).to_owned(),
                footprint: on_the_ground(corners),
                starts_at: Some(town.midnight(*from)),
                ends_at: Some(town.midnight(*to)),
                organisation: of_landlord.then_some(landlord),
            },
        )
        .collect();
    let command = ChangeOperations::parse(plan.id, plan.version, &operations, "")?;
    Ok(app::plans::change_operations(staff, command).await?)
}

async fn add_documents(town: &Town, mut plan: Plan) -> Told<Plan> {
    let staff = town.as_("petit")?;
    let documents = [
        (
            "Convention pluriannuelle, en huit pages",
            "Ce que la ville, l'État et le bailleur ont signé : les opérations, l'argent, le calendrier, et ce qui reste ouvert.",
        ),
        (
            "Charte du relogement",
            "Deux offres dans le quartier au moins, un interlocuteur unique, aucun départ avant la troisième visite.",
        ),
    ];
    for (title, text) in documents {
        let document = DocumentInput {
            title: title.to_owned(),
            link: None,
            text: Some(text.to_owned()),
        };
        let add = AddDocument::parse(plan.id, plan.version, &document, "")?;
        plan = app::plans::add_document(staff, add).await?;
    }
    Ok(plan)
}
