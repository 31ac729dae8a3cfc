//! The closed lists of a rule.

use async_graphql::Enum;
use domain::rules;

/// How much harm a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rules::Severity")]
pub enum RuleSeverity {
    /// 1. Untidy: in the wrong place, off topic, said twice. Nobody is hurt.
    Minor,
    /// 2. Troublesome: advertising, spam. The debate suffers.
    Moderate,
    /// 3. Somebody is hurt: an insult, a telephone number, a false accusation.
    Serious,
    /// 4. Somebody is in danger, or a whole group is attacked. Read first.
    Grave,
}

/// Why something may not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rules::Ground")]
pub enum RuleGround {
    /// The law forbids it.
    Illegal,
    /// The house does not want it here.
    HouseRule,
}

/// What is usually decided about a text that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rules::DefaultDecision")]
pub enum RuleDecision {
    /// It is shown.
    Publish,
    /// It goes back to its author, with a reason.
    Return,
    /// A passage is masked; the rest stays.
    Mask,
    /// It stays, and nobody answers any more.
    Lock,
    /// It is not shown any more.
    Hide,
    /// It is taken away for good.
    Remove,
    /// It is taken away, and a sealed copy goes to the authorities.
    Transmit,
}

/// What a decision is about, in the words of the European database of decisions (DSA Transparency Database). Its own
/// name is the description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rules::DsaCategory")]
pub enum DsaCategory {
    /// Harm to animals. `STATEMENT_CATEGORY_ANIMAL_WELFARE`.
    AnimalWelfare,
    /// Wrong or missing information for consumers. `STATEMENT_CATEGORY_CONSUMER_INFORMATION`.
    ConsumerInformation,
    /// Violence by means of the network. `STATEMENT_CATEGORY_CYBER_VIOLENCE`.
    CyberViolence,
    /// The same, against women. `STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN`.
    CyberViolenceAgainstWomen,
    /// Personal data and private life. `STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS`.
    DataProtection,
    /// Speech that is illegal or does harm. `STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH`.
    IllegalSpeech,
    /// Works, marks and names of others. `STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS`.
    IntellectualProperty,
    /// Harm to the civic debate or to elections. `STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS`.
    CivicDiscourse,
    /// A notice that did not say. `STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE`.
    NotSpecified,
    /// Another breach of the house's own terms. `STATEMENT_CATEGORY_OTHER_VIOLATION_TC`.
    OtherTerms,
    /// Children. `STATEMENT_CATEGORY_PROTECTION_OF_MINORS`.
    Minors,
    /// A danger to public security. `STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY`.
    PublicSecurity,
    /// Deceit for money. `STATEMENT_CATEGORY_SCAMS_AND_FRAUD`.
    Scams,
    /// Harm to oneself. `STATEMENT_CATEGORY_SELF_HARM`.
    SelfHarm,
    /// Things that may not be sold. `STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS`.
    UnsafeProducts,
    /// Violence. `STATEMENT_CATEGORY_VIOLENCE`.
    Violence,
}

/// What it is about more exactly, in the words of the same database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rules::DsaKeyword")]
pub enum DsaKeyword {
    /// Hatred of a group. `KEYWORD_HATE_SPEECH`.
    HateSpeech,
    /// Unequal treatment. `KEYWORD_DISCRIMINATION`.
    Discrimination,
    /// Facts alleged against somebody's honour. `KEYWORD_DEFAMATION`.
    Defamation,
    /// Harassment. `KEYWORD_CYBER_HARASSMENT`.
    CyberHarassment,
    /// Harassment of women. `KEYWORD_CYBER_HARASSMENT_AGAINST_WOMEN`.
    CyberHarassmentAgainstWomen,
    /// Watching and following somebody. `KEYWORD_CYBER_STALKING`.
    CyberStalking,
    /// The same, of women. `KEYWORD_CYBER_STALKING_AGAINST_WOMEN`.
    CyberStalkingAgainstWomen,
    /// A call to violence or hatred. `KEYWORD_INCITEMENT_VIOLENCE_HATRED`.
    IncitementViolenceHatred,
    /// The same, against women. `KEYWORD_INCITEMENT_AGAINST_WOMEN`.
    IncitementAgainstWomen,
    /// False information. `KEYWORD_MISINFORMATION_DISINFORMATION`.
    Misinformation,
    /// Speaking under somebody else's name. `KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING`.
    Impersonation,
    /// Accounts that are nobody's. `KEYWORD_INAUTHENTIC_ACCOUNTS`.
    InauthenticAccounts,
    /// Pictures that somebody did not agree to. `KEYWORD_NON_CONSENSUAL_IMAGE_SHARING`.
    NonConsensualImages,
    /// Harm that several agree on. `KEYWORD_COORDINATED_HARM`.
    CoordinatedHarm,
    /// The right to be forgotten. `KEYWORD_RIGHT_TO_BE_FORGOTTEN`.
    RightToBeForgotten,
    /// Personal data without a ground to have them. `KEYWORD_MISSING_PROCESSING_GROUND`.
    MissingProcessingGround,
    /// Fishing for passwords and accounts. `KEYWORD_PHISHING`.
    Phishing,
    /// Nudity. `KEYWORD_NUDITY`.
    Nudity,
    /// Something else. `KEYWORD_OTHER`.
    Other,
}
