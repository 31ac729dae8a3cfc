//! Rules as they are typed.

use app::rules::{LegalInput, RuleInput, WordingInput};
use async_graphql::InputObject;

use super::{DsaCategory, DsaKeyword, RuleDecision, RuleGround, RuleSeverity};

/// What a rule of moderation says, as it is typed.
#[derive(Debug, InputObject)]
pub struct ModerationRuleInput {
    /// How much harm it is about.
    severity: RuleSeverity,
    /// Whether the law forbids it, or the house.
    ground: RuleGround,
    /// What is usually decided.
    default_decision: RuleDecision,
    /// Where the law says so; needed where the ground is `ILLEGAL`.
    legal_reference: Option<LegalReferenceInput>,
    /// Its category in the European database of decisions.
    category: DsaCategory,
    /// The words of that database for it, at most 8, each once.
    #[graphql(default, validator(max_items = 20))]
    keywords: Vec<DsaKeyword>,
    /// What people read: French and English, and up to ten languages more, each once.
    #[graphql(validator(max_items = 20))]
    texts: Vec<ModerationRuleTextInput>,
}

/// A legal reference as it is typed.
#[derive(Debug, InputObject)]
pub struct LegalReferenceInput {
    /// The law and the article, 3 to 300 characters.
    text: String,
    /// Where it can be read: http or https.
    address: String,
}

/// What people read of a rule in one language, as it is typed.
#[derive(Debug, InputObject)]
pub struct ModerationRuleTextInput {
    /// BCP 47 tag.
    language: String,
    /// The title, 3 to 100 characters.
    title: String,
    /// What it means in plain words, 15 to 1,000 characters.
    explanation: String,
    /// A text that it refuses, 3 to 500 characters.
    refused_example: String,
    /// A text that says the same and is accepted, 3 to 500 characters.
    accepted_example: String,
}

impl From<ModerationRuleInput> for RuleInput {
    fn from(input: ModerationRuleInput) -> Self {
        Self {
            severity: input.severity.into(),
            ground: input.ground.into(),
            default_decision: input.default_decision.into(),
            legal: input.legal_reference.map(|legal| LegalInput {
                text: legal.text,
                address: legal.address,
            }),
            category: input.category.into(),
            keywords: input.keywords.into_iter().map(Into::into).collect(),
            wordings: input.texts.into_iter().map(WordingInput::from).collect(),
        }
    }
}

impl From<ModerationRuleTextInput> for WordingInput {
    fn from(input: ModerationRuleTextInput) -> Self {
        Self {
            language: input.language,
            title: input.title,
            explanation: input.explanation,
            refused: input.refused_example,
            accepted: input.accepted_example,
        }
    }
}
