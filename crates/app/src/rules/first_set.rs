//! The rules that a new site begins with. Their words are in `messages`; a town revises them like any other.

use domain::{
    FieldError, Language,
    policy::{plans::Site, rules::Create},
    rules::{DefaultDecision, DsaCategory, DsaKeyword, Ground, Severity},
};
use persistence::Tx;

use super::write::{CreateRule, LegalInput, RuleInput, WordingInput, create_in};
use crate::{Cx, Result};

/// A rule of the first set, but for its words.
struct Given {
    code: &'static str,
    severity: Severity,
    decision: DefaultDecision,
    /// The law and where it is read; none for a rule of the house.
    law: Option<(&'static str, &'static str)>,
    category: DsaCategory,
    keywords: &'static [DsaKeyword],
}

const PRESS: &str = "https://www.legifrance.gouv.fr/loda/id/LEGITEXT000006070722/";
const PENAL: &str = "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006070719/";
const CIVIL: &str = "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006070721/";
const WORKS: &str = "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006069414/";
const TRUST: &str = "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000801164/";

const SET: &[Given] = &[
    Given {
        code: "threat",
        severity: Severity::Grave,
        decision: DefaultDecision::Hide,
        law: Some(("Code pénal, articles 222-17 et 222-18 (menaces)", PENAL)),
        category: DsaCategory::Violence,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "discrimination",
        severity: Severity::Grave,
        decision: DefaultDecision::Remove,
        law: Some((
            "Loi du 29 juillet 1881 sur la liberté de la presse, articles 24, 32 et 33 (provocation à la haine, diffamation et injure discriminatoires)",
            PRESS,
        )),
        category: DsaCategory::IllegalSpeech,
        keywords: &[
            DsaKeyword::HateSpeech,
            DsaKeyword::Discrimination,
            DsaKeyword::IncitementViolenceHatred,
        ],
    },
    Given {
        code: "minors",
        severity: Severity::Grave,
        decision: DefaultDecision::Hide,
        law: Some((
            "Code civil, articles 9 et 371-1 (vie privée, image des enfants) ; Code pénal, article 227-23",
            CIVIL,
        )),
        category: DsaCategory::Minors,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "personal_data",
        severity: Severity::Serious,
        decision: DefaultDecision::Mask,
        law: Some((
            "RGPD, article 6 ; Code pénal, articles 223-1-1 et 226-1 (mise en danger par diffusion d'informations, vie privée)",
            PENAL,
        )),
        category: DsaCategory::DataProtection,
        keywords: &[DsaKeyword::MissingProcessingGround],
    },
    Given {
        code: "insult",
        severity: Severity::Serious,
        decision: DefaultDecision::Mask,
        law: Some((
            "Loi du 29 juillet 1881 sur la liberté de la presse, articles 29 et 33 (injure publique)",
            PRESS,
        )),
        category: DsaCategory::IllegalSpeech,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "defamation",
        severity: Severity::Serious,
        decision: DefaultDecision::Hide,
        law: Some((
            "Loi du 29 juillet 1881 sur la liberté de la presse, articles 29, 31 et 32 (diffamation publique)",
            PRESS,
        )),
        category: DsaCategory::IllegalSpeech,
        keywords: &[DsaKeyword::Defamation],
    },
    Given {
        code: "impersonation",
        severity: Severity::Serious,
        decision: DefaultDecision::Hide,
        law: Some(("Code pénal, article 226-4-1 (usurpation d'identité)", PENAL)),
        category: DsaCategory::Scams,
        keywords: &[DsaKeyword::Impersonation],
    },
    Given {
        code: "copyright",
        severity: Severity::Moderate,
        decision: DefaultDecision::Mask,
        law: Some((
            "Code de la propriété intellectuelle, articles L. 335-2 et L. 335-3 (contrefaçon)",
            WORKS,
        )),
        category: DsaCategory::IntellectualProperty,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "illegal_other",
        severity: Severity::Serious,
        decision: DefaultDecision::Hide,
        law: Some((
            "Loi n° 2004-575 du 21 juin 2004 pour la confiance dans l'économie numérique, article 6 ; la décision cite le texte précis",
            TRUST,
        )),
        category: DsaCategory::NotSpecified,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "spam",
        severity: Severity::Moderate,
        decision: DefaultDecision::Remove,
        law: None,
        category: DsaCategory::OtherTerms,
        keywords: &[DsaKeyword::InauthenticAccounts],
    },
    Given {
        code: "advertising",
        severity: Severity::Moderate,
        decision: DefaultDecision::Hide,
        law: None,
        category: DsaCategory::OtherTerms,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "off_topic",
        severity: Severity::Minor,
        decision: DefaultDecision::Return,
        law: None,
        category: DsaCategory::OtherTerms,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "duplicate",
        severity: Severity::Minor,
        decision: DefaultDecision::Lock,
        law: None,
        category: DsaCategory::OtherTerms,
        keywords: &[DsaKeyword::Other],
    },
    Given {
        code: "wrong_place",
        severity: Severity::Minor,
        decision: DefaultDecision::Return,
        law: None,
        category: DsaCategory::OtherTerms,
        keywords: &[DsaKeyword::Other],
    },
];

impl Given {
    fn command(&self) -> Result<CreateRule, Vec<FieldError>> {
        let wording = |language: Language| {
            let said = messages::house_rule(self.code, &language);
            WordingInput {
                language: language.tag().to_owned(),
                title: said.title,
                explanation: said.explanation,
                refused: said.refused,
                accepted: said.accepted,
            }
        };
        let input = RuleInput {
            severity: self.severity,
            ground: match self.law {
                Some(_) => Ground::Illegal,
                None => Ground::HouseRule,
            },
            default_decision: self.decision,
            legal: self.law.map(|(text, address)| LegalInput {
                text: text.to_owned(),
                address: address.to_owned(),
            }),
            category: self.category,
            keywords: self.keywords.to_vec(),
            wordings: vec![wording(Language::French), wording(Language::English)],
        };
        CreateRule::parse(self.code, None, &input)
    }
}

/// Makes the rules of the first set that are not there yet; how many. A rule that a town has revised or retired stays
/// as the town wants it, so that this can be asked again after every update.
#[tracing::instrument(name = "rules.first_set", skip_all)]
pub async fn first_set(cx: &Cx) -> Result<usize> {
    let _permitted = cx.actor.may(Create, Site)?;
    let commands = SET.iter().map(Given::command).collect::<Result<Vec<_>, _>>()?;
    let commands = &commands;
    cx.write(|tx| async move { first_set_in(cx, &tx, commands).await })
        .await
}

async fn first_set_in(cx: &Cx, tx: &Tx, commands: &[CreateRule]) -> Result<usize> {
    let mut made = 0;
    for command in commands {
        if persistence::rules::by_code(tx, command.code()).await?.is_none() {
            create_in(cx, tx, command).await?;
            made += 1;
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_first_set_is_whole_in_both_languages() {
        for given in SET {
            assert!(given.command().is_ok(), "{}: {:?}", given.code, given.command());
            let [french, english] = [Language::French, Language::English]
                .map(|language| messages::house_rule(given.code, &language));
            assert_ne!(
                french.explanation, english.explanation,
                "{} is not translated",
                given.code
            );
        }
    }
}
