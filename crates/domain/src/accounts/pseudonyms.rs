//! Names for people who choose none, and for everybody under 15: a bird or a tree, and a number.

use crate::text::DisplayName;

/// Short, harmless, without a gender of their own.
const WORDS: [&str; 40] = [
    "Abeille",
    "Alouette",
    "Aulne",
    "Bouleau",
    "Bruyère",
    "Castor",
    "Cèdre",
    "Charme",
    "Chouette",
    "Cigogne",
    "Colibri",
    "Coquelicot",
    "Érable",
    "Figuier",
    "Fougère",
    "Frêne",
    "Genêt",
    "Grive",
    "Hérisson",
    "Hirondelle",
    "Hêtre",
    "Libellule",
    "Lilas",
    "Loriot",
    "Luciole",
    "Martinet",
    "Mésange",
    "Moineau",
    "Mélèze",
    "Noisetier",
    "Orme",
    "Peuplier",
    "Pinson",
    "Platane",
    "Rossignol",
    "Roseau",
    "Saule",
    "Sorbier",
    "Tilleul",
    "Tournesol",
];

/// The pseudonym of a random number from 0 to 2³¹ − 1: one of 360,000.
pub fn pseudonym(drawn: i32) -> DisplayName {
    let drawn = usize::try_from(drawn).unwrap_or(0);
    let word = WORDS.get(drawn % WORDS.len()).copied().unwrap_or("Tilleul");
    let number = 1_000 + drawn / WORDS.len() % 9_000;
    DisplayName::from_history(&format!("{word} {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_draw_gives_a_word_and_four_digits() {
        assert_eq!(pseudonym(0).as_str(), "Abeille 1000");
        assert_eq!(pseudonym(26 + 40 * 321).as_str(), "Mésange 1321");
        for drawn in [1, 39, 40, 359_999, 360_000, i32::MAX, -1] {
            let name = pseudonym(drawn);
            let (word, number) = name.as_str().split_once(' ').unwrap();
            assert!(WORDS.contains(&word) && number.len() == 4, "{name}");
        }
    }
}
