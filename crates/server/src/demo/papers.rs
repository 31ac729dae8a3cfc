//! A pile of paper forms that Karim has begun to type: another person types it again, and both sign.

use app::papers::{OpenBatch, Row, enter, open_batch};
use domain::{
    papers::{BatchKind, Cell},
    plans::Plan,
};

use super::{Told, Town};

/// The three sheets that are typed, of ten that were handed out; the third one came back blank.
const TYPED: [(&str, &str); 2] = [
    (
        "Un composteur près du local à vélos",
        "Beaucoup de familles jettent leurs épluchures. Un composteur fermé, avec une notice simple, suffirait pour commencer.",
    ),
    (
        "Des horaires affichés à la maison du projet",
        "On vient parfois pour rien. Affichez les jours d'ouverture sur la porte, en grand, et dans les halls.",
    ),
];

/// Opens the batch at the market and types what came back.
pub(super) async fn begin(town: &Town, plan: &Plan) -> Told<()> {
    let karim = town.as_("karim")?;
    let command = OpenBatch::parse(plan.id, BatchKind::Words, ("Marché des Tilleuls", 10), true, None)?;
    let batch = open_batch(karim, command).await?;
    let blank = Row {
        sheet: 3,
        cells: [(Cell::State, "blank".to_owned())].into(),
    };
    let typed = TYPED.iter().zip(1_u32..).map(|((title, body), sheet)| Row {
        sheet,
        cells: [
            (Cell::Title, (*title).to_owned()),
            (Cell::Body, (*body).to_owned()),
            (Cell::Agreed, "yes".to_owned()),
        ]
        .into(),
    });
    enter(karim, batch.id, typed.chain([blank]).collect()).await?;
    Ok(())
}
