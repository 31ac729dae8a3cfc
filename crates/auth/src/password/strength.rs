//! Which new passwords are refused: short ones, common ones, those that can be guessed, and those that contain what
//! everybody knows of their owner. No character class is asked for and no password expires (NIST SP 800-63B).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

use super::Password;

/// The fewest characters of a resident's password.
pub const MINIMUM_RESIDENT: usize = 12;
/// The fewest characters of a password of staff.
pub const MINIMUM_STAFF: usize = 15;

/// The fewest characters of a context word that may not be part of a password; shorter ones («Li», «Ana») only make it
/// easier to guess.
const CONTEXT_CHARACTERS: usize = 4;
/// The most context words that are looked at.
const CONTEXT_WORDS: usize = 32;
/// The name of the service, which everybody would think of.
const SERVICE: &str = "fabrique";
/// How many characters zxcvbn looks at. Its work grows steeply with length: a hundred characters chosen against it take
/// more than a second, forty at most a quarter of one. Forty that are easily guessed make no good start of a password.
const JUDGED_CHARACTERS: usize = 40;
/// What people type here first and the English lists of zxcvbn do not know: rows of a French keyboard, and words.
#[rustfmt::skip]
const FAMILIAR: [&str; 64] = [
    "azertyuiop", "qsdfghjklm", "wxcvbn", "azerty", "motdepasse", "passe", "bonjour", "bonsoir", "coucou",
    "salut", "soleil", "etoile", "doudou", "loulou", "chouchou", "cheri", "bisous", "amour", "jetaime",
    "maman", "papa", "famille", "enfant", "princesse", "chocolat", "tournesol", "papillon", "parapluie",
    "chouette", "lapin", "cheval", "vacances", "football", "liberte", "egalite", "fraternite", "republique",
    "citoyen", "citoyenne", "mairie", "quartier", "ville", "commune", "maison", "jardin", "france", "paris",
    "marseille", "toulouse", "bordeaux", "nantes", "lille", "lyon", "bretagne", "janvier", "fevrier",
    "septembre", "octobre", "novembre", "decembre", "contrasena", "hola", "espana", "barcelona",
];

/// Says why a password is refused; holds no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// It has too few characters.
    #[error("a password has at least {minimum} characters")]
    TooShort {
        /// The fewest characters.
        minimum: usize,
    },
    /// It has too many characters.
    #[error("a password has at most {maximum} characters")]
    TooLong {
        /// The most characters.
        maximum: usize,
    },
    /// It holds a control character, such as the end of a line that was pasted with it.
    #[error("a password holds no control character")]
    ControlCharacter,
    /// It contains the service's name or something known of its owner.
    #[error("a password does not contain its owner's name, address or the name of this service")]
    Context,
    /// It is on the lists of common passwords, names and words.
    #[error("the password is a common one")]
    Common,
    /// It is made of parts that are quickly guessed.
    #[error("the password is easily guessed")]
    Guessable,
}

impl WeakPassword {
    /// Names the reason in one word that never changes.
    pub fn reason(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            Self::Context => "context",
            Self::Common => "common",
            Self::Guessable => "guessable",
        }
    }
}

/// Refuses a new password that is shorter than `minimum` characters, common, guessable (zxcvbn below 3 of 4 over its
/// first forty characters), or that contains a word of the context: display name, local part of the address, town.
///
/// Takes up to a quarter of a second for a text chosen to be slow, so requests go through `Hasher::judge`. It judges
/// dates by the present year, the only thing here that depends on the machine's clock.
pub fn check_strength(password: &Password, context: &[&str], minimum: usize) -> Result<(), WeakPassword> {
    if password.characters() < minimum {
        return Err(WeakPassword::TooShort { minimum });
    }
    let folded = fold(password.expose());
    let words = context_words(context);
    let named = words
        .iter()
        .any(|word| word.chars().count() >= CONTEXT_CHARACTERS && folded.contains(word));
    if named || folded.contains(SERVICE) {
        return Err(WeakPassword::Context);
    }
    let known: Vec<&str> = words.iter().map(String::as_str).chain(FAMILIAR).collect();
    // Without marks: «Élodie» is no harder to guess than «Elodie», which the lists know.
    let plain: String = unmarked(password.expose()).take(JUDGED_CHARACTERS).collect();
    let judged = zxcvbn(&plain, &known);
    match judged.sequence() {
        _ if judged.score() >= Score::Three => Ok(()),
        [only] if matches!(only.pattern, MatchPattern::Dictionary(_)) => Err(WeakPassword::Common),
        _ => Err(WeakPassword::Guessable),
    }
}

/// Splits the context into folded words of two characters or more.
fn context_words(context: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = context
        .iter()
        .flat_map(|text| {
            let short: String = text.chars().take(super::MAXIMUM_CHARACTERS).collect();
            let folded = fold(&short);
            folded
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|word| word.chars().nth(1).is_some())
        .collect();
    words.truncate(CONTEXT_WORDS);
    words
}

/// Takes marks off.
fn unmarked(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|c| !is_combining_mark(*c))
}

/// Takes marks off and makes lower case, so that «Élodie» and «elodie» are one word.
fn fold(text: &str) -> String {
    unmarked(text).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONTEXT: [&str; 2] = ["Élodie Le Goff", "elodie.legoff+ville93"];

    fn judge(typed: &str, minimum: usize) -> Result<(), &'static str> {
        let password = Password::parse(typed).map_err(WeakPassword::reason)?;
        check_strength(&password, &CONTEXT, minimum).map_err(WeakPassword::reason)
    }

    #[test]
    fn weak_passwords_are_refused_with_their_reason() {
        let cases = [
            ("", "too_short"),
            ("Xk9#mQ2$vL7", "too_short"),
            ("aaaaaaaaaaaa", "guessable"),
            ("123456789012", "guessable"),
            ("abcdefghijklmnop", "guessable"),
            ("qwertyuiop[]", "guessable"),
            ("azertyuiopqs", "guessable"),
            ("AZERTYUIOP123", "guessable"),
            ("motdepasse2026", "guessable"),
            ("passwordpassword", "guessable"),
            ("P@ssw0rd1234", "guessable"),
            ("chocolatchocolat", "guessable"),
            ("jetaimejetaime", "guessable"),
            ("1407178914071789", "guessable"),
            ("bibliotheque93", "guessable"),
            ("aqwzsxedcrfv", "guessable"),
            ("Tournesol1234", "guessable"),
            ("République1789", "guessable"),
            ("toulousetoulouse31", "guessable"),
            ("unbelievable", "common"),
            ("elbaveilebnu", "common"),
            ("Unbelievable", "common"),
            ("la Fabrique de demain 7391", "context"),
            ("FABRIQUE-XK9mQ2vL7", "context"),
            ("xk9mq2vl7-Elodie", "context"),
            ("xk9mq2vl7-élodie", "context"),
            ("xk9mq2vl7-LEGOFF", "context"),
            ("xk9mq2vl7-ville93", "context"),
            ("xk9mq2vl7 goff", "context"),
            ("correct\nhorse battery staple", "control_character"),
        ];
        for (typed, reason) in cases {
            assert_eq!(judge(typed, MINIMUM_RESIDENT), Err(reason), "{typed:?}");
        }
        assert_eq!(judge(&"ab cd ".repeat(50), MINIMUM_RESIDENT), Err("too_long"));
        let padded = format!("{}Xk9#mQ2$vL7!", "a".repeat(40));
        assert_eq!(judge(&padded, MINIMUM_RESIDENT), Err("guessable"));
    }

    #[test]
    fn good_passwords_of_any_script_pass_without_character_classes() {
        let typed = [
            "trois tilleuls au bord du canal",
            "vélo-tambour-lavande",
            "xkqmvltzrwbn",
            "Xk9#mQ2$vL7!",
            "மரங்கள் நடும் தெரு",
            "三棵椴树在运河边上的小路旁",
            "🌳🚲🥖🎺🧵🪁🐝🫖🪜🧲🪗🛶",
        ];
        for typed in typed {
            assert_eq!(judge(typed, MINIMUM_RESIDENT), Ok(()), "{typed:?}");
        }
    }

    #[test]
    fn the_minimum_counts_characters_and_not_bytes() {
        assert_eq!(judge("éàùçôîêâïë§", 12), Err("too_short"));
        assert_eq!(judge("Xk9#mQ2$vL7!", 12), Ok(()));
        assert_eq!(judge("Xk9#mQ2$vL7!ab", MINIMUM_STAFF), Err("too_short"));
        assert_eq!(judge("Xk9#mQ2$vL7!abz", MINIMUM_STAFF), Ok(()));
    }

    #[test]
    fn short_context_words_do_not_forbid_ordinary_phrases() {
        let password = Password::parse("banane-lavande-tambour").unwrap();
        assert_eq!(check_strength(&password, &["Ana Li", "an"], 12), Ok(()));
        assert_eq!(check_strength(&password, &["", "  ", "--"], 12), Ok(()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn judging_any_text_never_panics(typed in any::<String>(), name in any::<String>(), minimum in 0_usize..20) {
            if let Ok(password) = Password::parse(&typed) {
                let judged = check_strength(&password, &[&name], minimum);
                prop_assert_eq!(password.characters() < minimum, matches!(judged, Err(WeakPassword::TooShort { .. })));
            }
        }
    }
}
