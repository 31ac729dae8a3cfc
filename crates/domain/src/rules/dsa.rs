//! The closed lists of the European database of decisions (DSA Transparency Database), as far as they are of use here.

use super::words;

words! {
    /// What a decision is about, in the words of the European database.
    DsaCategory {
        /// Harm to animals.
        AnimalWelfare = "STATEMENT_CATEGORY_ANIMAL_WELFARE",
        /// Wrong or missing information for consumers.
        ConsumerInformation = "STATEMENT_CATEGORY_CONSUMER_INFORMATION",
        /// Violence by means of the network.
        CyberViolence = "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        /// The same, against women.
        CyberViolenceAgainstWomen = "STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN",
        /// Personal data and private life.
        DataProtection = "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        /// Speech that is illegal or does harm.
        IllegalSpeech = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
        /// Works, marks and names of others.
        IntellectualProperty = "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        /// Harm to the civic debate or to elections.
        CivicDiscourse = "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
        /// A notice that did not say.
        NotSpecified = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE",
        /// Another breach of the house's own terms.
        OtherTerms = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        /// Children.
        Minors = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        /// A danger to public security.
        PublicSecurity = "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
        /// Deceit for money.
        Scams = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        /// Harm to oneself.
        SelfHarm = "STATEMENT_CATEGORY_SELF_HARM",
        /// Things that may not be sold.
        UnsafeProducts = "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS",
        /// Violence.
        Violence = "STATEMENT_CATEGORY_VIOLENCE",
    }

    /// What it is about more exactly, in the words of the European database.
    DsaKeyword {
        /// Hatred of a group.
        HateSpeech = "KEYWORD_HATE_SPEECH",
        /// Unequal treatment.
        Discrimination = "KEYWORD_DISCRIMINATION",
        /// Facts alleged against somebody's honour.
        Defamation = "KEYWORD_DEFAMATION",
        /// Harassment.
        CyberHarassment = "KEYWORD_CYBER_HARASSMENT",
        /// Harassment of women.
        CyberHarassmentAgainstWomen = "KEYWORD_CYBER_HARASSMENT_AGAINST_WOMEN",
        /// Watching and following somebody.
        CyberStalking = "KEYWORD_CYBER_STALKING",
        /// The same, of women.
        CyberStalkingAgainstWomen = "KEYWORD_CYBER_STALKING_AGAINST_WOMEN",
        /// A call to violence or hatred.
        IncitementViolenceHatred = "KEYWORD_INCITEMENT_VIOLENCE_HATRED",
        /// The same, against women.
        IncitementAgainstWomen = "KEYWORD_INCITEMENT_AGAINST_WOMEN",
        /// False information.
        Misinformation = "KEYWORD_MISINFORMATION_DISINFORMATION",
        /// Speaking under somebody else's name.
        Impersonation = "KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING",
        /// Accounts that are nobody's.
        InauthenticAccounts = "KEYWORD_INAUTHENTIC_ACCOUNTS",
        /// Pictures that somebody did not agree to.
        NonConsensualImages = "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING",
        /// Harm that several agree on.
        CoordinatedHarm = "KEYWORD_COORDINATED_HARM",
        /// The right to be forgotten.
        RightToBeForgotten = "KEYWORD_RIGHT_TO_BE_FORGOTTEN",
        /// Personal data without a ground to have them.
        MissingProcessingGround = "KEYWORD_MISSING_PROCESSING_GROUND",
        /// Fishing for passwords and accounts.
        Phishing = "KEYWORD_PHISHING",
        /// Nudity.
        Nudity = "KEYWORD_NUDITY",
        /// Something else.
        Other = "KEYWORD_OTHER",
    }
}
