//! Sign-ups with a password that wait for their code.

use domain::{
    accounts::{AgeBand, AttemptId},
    text::DisplayName,
};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

use crate::{Read, StoreError, Tx, rows::sign_ups};

/// What was typed to sign up; of no effect where the address turns out to have an account.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The attempt whose code confirms it.
    pub attempt: AttemptId,
    /// The hash of the password.
    pub phc: String,
    /// The answer about age.
    pub age: AgeBand,
    /// The name, if one was chosen.
    pub display_name: Option<DisplayName>,
}

/// Keeps a sign-up until its attempt goes.
pub async fn insert_sign_up(tx: &Tx, sign_up: &SignUp) -> Result<(), StoreError> {
    let SignUp {
        attempt,
        phc,
        age,
        display_name,
    } = sign_up;
    sign_ups::ActiveModel {
        attempt_id: Set(*attempt),
        phc: Set(phc.clone()),
        age_band: Set(age.as_str().to_owned()),
        display_name: Set(display_name.as_ref().map(|name| name.as_str().to_owned())),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// The sign-up of an attempt, if it is one.
pub async fn sign_up(from: &impl Read, attempt: AttemptId) -> Result<Option<SignUp>, StoreError> {
    let row = sign_ups::Entity::find_by_id(attempt)
        .one(&from.executor())
        .await?;
    row.map(SignUp::try_from).transpose()
}

impl TryFrom<sign_ups::Model> for SignUp {
    type Error = StoreError;

    fn try_from(row: sign_ups::Model) -> Result<Self, StoreError> {
        let sign_ups::Model {
            attempt_id,
            phc,
            age_band,
            display_name,
        } = row;
        Ok(Self {
            attempt: attempt_id,
            phc,
            age: AgeBand::parse(&age_band).ok_or_else(|| StoreError::corrupt(attempt_id, "age band"))?,
            display_name: display_name.as_deref().map(DisplayName::from_history),
        })
    }
}
