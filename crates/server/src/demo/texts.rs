//! What is said in the demo town. Saint-Exemple does not exist, and neither do its people.

use domain::recordings::Medium;

use super::plan::Corners;

/// Somebody of the town: how they are called here, the name they show, what they are, in French.
pub(super) struct Someone {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) is: &'static str,
}

const fn someone(key: &'static str, name: &'static str, is: &'static str) -> Someone {
    Someone { key, name, is }
}

/// Those one can enter as.
pub(super) const SIGN_INS: &[Someone] = &[
    someone("awa", "Awa", "habitante, propose et vote"),
    someone("karim", "Karim", "accompagnateur à la maison du projet"),
    someone("ines", "Inès", "modératrice"),
    someone("bachir", "Bachir", "modérateur"),
    someone("petit", "M. Petit", "agent de la ville"),
    someone("bailleur", "Bailleur", "agente du bailleur, répond en son nom"),
    someone("admin", "Admin", "administratrice du site"),
];

/// Those who wrote something.
pub(super) const AUTHORS: &[&str] = &[
    "Lina",
    "Moussa",
    "Voisine du 12",
    "Papi Georges",
    "Tilleul vert",
    "Fatoumata",
    "Le Collectif de l'allée",
    "Kavitha",
    "Jeanne",
    "Sofiane",
    "Maman de trois",
    "Iryna",
];

/// The themes of the plan.
pub(super) const THEMES: &[&str] = &[
    "Logement et relogement",
    "Espaces publics",
    "Arbres et fraîcheur",
    "Écoles et jeunesse",
    "Numérique et accès aux droits",
    "Femmes et espace public",
    "Sport et héritage des Jeux",
];

/// The zones of the plan with their south-west and north-east corners, longitude first.
pub(super) const ZONES: &[(&str, Corners)] = &[
    (
        "Place du marché",
        &[(12.0, 26.0), (212.0, 18.0), (220.0, 230.0), (14.0, 240.0)],
    ),
    (
        "Barres Ravel",
        &[(226.0, 17.0), (490.0, 6.0), (507.0, 222.0), (234.0, 230.0)],
    ),
    (
        "Allée des Tilleuls",
        &[
            (14.0, 254.0),
            (232.0, 244.0),
            (240.0, 536.0),
            (152.0, 538.0),
            (16.0, 416.0),
        ],
    ),
    (
        "Groupe scolaire Colette",
        &[(246.0, 243.0), (382.0, 239.0), (388.0, 533.0), (254.0, 536.0)],
    ),
    (
        "Stade et gymnase",
        &[
            (396.0, 238.0),
            (508.0, 234.0),
            (512.0, 300.0),
            (484.0, 531.0),
            (402.0, 533.0),
        ],
    ),
];

/// A proposal of the town: by whom (an index into `AUTHORS`, or Awa), theme, zone, how many days ago, title and text.
pub(super) struct Idea {
    pub(super) by: Option<usize>,
    pub(super) theme: usize,
    pub(super) zone: Option<usize>,
    pub(super) days: i64,
    pub(super) language: &'static str,
    pub(super) title: &'static str,
    pub(super) body: &'static str,
}

const fn idea(
    by: usize,
    theme: usize,
    zone: Option<usize>,
    days: i64,
    title: &'static str,
    body: &'static str,
) -> Idea {
    Idea {
        by: Some(by),
        theme,
        zone,
        days,
        language: "fr",
        title,
        body,
    }
}

/// The six proposals that Karim recorded: the number, how the words came, and the name that the person wanted.
pub(super) const RECORDED: [(usize, Medium, &str); 6] = [
    (4, Medium::Desk, "Monsieur Baptiste, 81 ans"),
    (12, Medium::Phone, "Madame K."),
    (16, Medium::Meeting, ""),
    (20, Medium::Paper, ""),
    (23, Medium::Paper, "Une grand-mère du 12"),
    (28, Medium::Phone, "Monsieur Pinson"),
];

/// The 38 proposals, in the order of their numbers.
pub(super) const IDEAS: &[Idea] = &[
    idea(
        0,
        2,
        Some(0),
        29,
        "Planter vingt arbres sur la place du marché",
        "L'été, la place est vide dès midi : il n'y a pas un mètre d'ombre. Vingt arbres plantés en pleine terre, pas en bac, changeraient la vie des commerçants et des anciens.",
    ),
    idea(
        1,
        0,
        Some(1),
        29,
        "Reloger les familles dans le quartier si elles le veulent",
        "Beaucoup d'entre nous travaillent et ont leurs enfants à l'école ici. Nous demandons que chaque famille des barres Ravel ait au moins deux offres de relogement dans le quartier, au même loyer au mètre carré.",
    ),
    idea(
        2,
        5,
        Some(2),
        28,
        "Éclairer l'allée des Tilleuls jusqu'à la gare",
        "Entre 18 h et le dernier train, l'allée est noire sur deux cents mètres. Nous faisons le tour par le boulevard. Un éclairage continu, même doux, suffirait.",
    ),
    idea(
        3,
        1,
        Some(0),
        28,
        "Des bancs avec dossier tous les cent mètres",
        "Quand on a quatre-vingts ans, on compte les bancs. Avec un dossier et des accoudoirs, on se relève seul.",
    ),
    idea(
        4,
        2,
        None,
        28,
        "Laisser pousser les pieds d'immeuble",
        "Tondre deux fois par an au lieu de douze : cela coûte moins cher, il fait plus frais et les enfants voient des insectes.",
    ),
    idea(
        5,
        4,
        Some(0),
        27,
        "Un lieu pour faire ses démarches avec quelqu'un",
        "Les guichets ferment et tout passe par Internet. Il faut un lieu ouvert le soir et le samedi où quelqu'un aide à remplir les dossiers, sans prendre les codes des gens.",
    ),
    idea(
        6,
        0,
        Some(1),
        27,
        "Publier le diagnostic de structure de la barre B",
        "On nous dit que la barre B ne peut pas être réhabilitée. Nous demandons le rapport complet, pas son résumé, et une réunion avec l'ingénieur qui l'a signé.",
    ),
    Idea {
        by: Some(7),
        theme: 4,
        zone: None,
        days: 26,
        language: "ta",
        title: "தமிழில் தகவல்கள் வேண்டும் – Des informations aussi en tamoul",
        body: "திட்டத்தின் அறிவிப்புகள் பிரெஞ்சு மொழியில் மட்டுமே உள்ளன. எங்கள் பெற்றோர் படிக்க முடியவில்லை. கூட்டங்களின் தேதிகள் தமிழிலும் வர வேண்டும்.\n\n*En français :* les annonces du projet ne sont qu'en français. Nos parents ne peuvent pas les lire. Les dates des réunions devraient aussi être en tamoul.",
    },
    idea(
        8,
        3,
        Some(3),
        26,
        "Une rue sans voitures devant l'école Colette",
        "À 8 h 20, trois cents enfants traversent entre les voitures en double file. Fermer la rue vingt minutes matin et soir ne coûte que deux barrières.",
    ),
    idea(
        9,
        6,
        Some(4),
        26,
        "Ouvrir le gymnase des Jeux aux clubs du quartier",
        "Le gymnase a été rénové pour l'entraînement en 2024. Depuis, il est réservé aux fédérations trois soirs sur cinq. Deux soirs pour les clubs d'ici, c'est juste.",
    ),
    idea(
        10,
        3,
        Some(3),
        25,
        "Un préau fermé pour les jours de pluie",
        "Les jours de pluie, les enfants restent deux heures en classe sans bouger. Un préau fermé servirait aussi aux fêtes de quartier.",
    ),
    idea(
        11,
        5,
        Some(0),
        25,
        "Des toilettes publiques propres et gratuites",
        "Sans toilettes, on ne reste pas : ni les femmes enceintes, ni les personnes âgées, ni les parents. Une cabine surveillée près du marché suffirait.",
    ),
    idea(
        0,
        2,
        Some(2),
        25,
        "Garder les tilleuls de l'allée pendant les travaux",
        "Le plan des réseaux passe sous les racines. Nous demandons un tracé qui évite les quarante-deux tilleuls, qui ont donné son nom au quartier.",
    ),
    idea(
        1,
        6,
        Some(4),
        24,
        "Un mur d'escalade en accès libre",
        "Le matériel des Jeux a laissé un mur de six mètres, bâché depuis deux ans. Avec un encadrement le mercredi, il servirait tout de suite.",
    ),
    idea(
        2,
        5,
        None,
        24,
        "Refaire une marche exploratoire chaque hiver",
        "La marche de 2023 avec trente femmes du quartier a montré douze points sombres. Quatre ont été corrigés. Refaisons-la chaque année et publions ce qui a été fait.",
    ),
    idea(
        3,
        1,
        Some(2),
        24,
        "Une rampe à la place des marches de l'allée",
        "Les trois marches de l'allée obligent les poussettes et les fauteuils à passer par la chaussée.",
    ),
    idea(
        4,
        2,
        Some(3),
        23,
        "Débitumer la cour de l'école Colette",
        "En juin, il faisait 47 degrés au sol de la cour. De la terre, des copeaux et de l'ombre : d'autres villes l'ont fait en un été.",
    ),
    idea(
        5,
        4,
        None,
        23,
        "Prêter des ordinateurs reconditionnés aux familles",
        "Un téléphone pour quatre ne suffit pas pour le collège. La ville change ses ordinateurs tous les cinq ans : prêtons les anciens, remis en état par les jeunes du quartier.",
    ),
    idea(
        6,
        0,
        None,
        22,
        "Geler les loyers pendant les travaux",
        "Trois ans de poussière, de bruit et d'ascenseurs en panne : nous demandons que le loyer n'augmente pas tant que le chantier dure.",
    ),
    idea(
        7,
        4,
        Some(0),
        22,
        "Un panneau d'affichage en papier à chaque arrêt de bus",
        "Tout le monde ne lit pas le site. Un panneau à jour, avec les dates et un numéro de téléphone, touche tout le quartier.",
    ),
    idea(
        8,
        3,
        None,
        21,
        "Des salles pour réviser ouvertes le soir",
        "À six dans un trois-pièces, on ne révise pas. La bibliothèque ferme à 18 heures. Deux salles jusqu'à 22 heures en période d'examens, avec un adulte.",
    ),
    idea(
        9,
        6,
        Some(4),
        21,
        "Ouvrir le stade le dimanche",
        "Le dimanche, le stade est fermé et les jeunes jouent sur le parking. Un gardien le dimanche coûte moins qu'un grillage neuf chaque année.",
    ),
    idea(
        10,
        1,
        Some(0),
        20,
        "Une aire de jeux pour les tout-petits à l'ombre",
        "Il n'y a rien pour les moins de trois ans. L'aire actuelle est en plein soleil et le toboggan brûle.",
    ),
    idea(
        11,
        1,
        None,
        20,
        "Ralentir les voitures avenue des Sorbiers",
        "Trois accidents en un an. Deux plateaux et un passage surélevé devant la crèche.",
    ),
    idea(
        0,
        2,
        None,
        19,
        "Récupérer l'eau de pluie pour les jardins partagés",
        "Les toits des nouvelles résidences peuvent remplir des cuves. Les jardins partagés ont été privés d'eau tout l'été.",
    ),
    idea(
        1,
        0,
        Some(1),
        19,
        "Une chambre d'amis partagée par résidence",
        "Quand la famille vient de loin, on dort à huit dans deux pièces. Une chambre d'amis à réserver, comme dans d'autres résidences, coûte peu.",
    ),
    idea(
        2,
        5,
        Some(4),
        18,
        "Des créneaux réservés aux femmes au gymnase",
        "Le lundi soir, entre femmes, avec une garde d'enfants dans la salle d'à côté. Nous sommes quarante inscrites sur la liste d'attente de l'association.",
    ),
    idea(
        3,
        1,
        Some(0),
        18,
        "Remettre l'horloge de la place",
        "Elle est arrêtée depuis 2011. Ce n'est pas grand-chose, mais tout le monde la regarde encore.",
    ),
    idea(
        4,
        2,
        Some(1),
        17,
        "Une haie plutôt qu'un grillage autour des résidences",
        "Un grillage sépare, une haie abrite. Le bailleur prévoit 900 mètres de clôture : plantons-les.",
    ),
    idea(
        5,
        4,
        Some(0),
        17,
        "Le wifi gratuit à la maison du projet",
        "Beaucoup n'ont pas assez de données sur leur téléphone pour lire les plans. Le wifi de la maison du projet existe déjà : ouvrons-le.",
    ),
    idea(
        6,
        0,
        Some(1),
        16,
        "Visiter un logement témoin avant de choisir",
        "On nous demande de dire oui sur plan. Un logement témoin meublé, ouvert un mois, éviterait bien des refus.",
    ),
    idea(
        8,
        3,
        Some(3),
        15,
        "Un jardin potager à l'école",
        "Les enfants mangent ce qu'ils ont planté. Les parents jardiniers sont prêts à aider.",
    ),
    idea(
        9,
        6,
        None,
        14,
        "Une piste pour courir, éclairée et plate",
        "Un tour de parc de huit cents mètres, éclairé jusqu'à 21 heures, avec des repères tous les cent mètres.",
    ),
    idea(
        10,
        1,
        Some(2),
        12,
        "Des boîtes à livres près des bancs",
        "Une boîte, des livres dans toutes nos langues, et quelqu'un qui passe une fois par mois.",
    ),
    idea(
        11,
        4,
        None,
        11,
        "Traduire les réunions dans nos langues",
        "Une réunion sans interprète, c'est une réunion sans nous. Le quartier parle au moins vingt langues ; trois interprètes par réunion en couvrent la moitié.",
    ),
    idea(
        0,
        2,
        Some(2),
        9,
        "Recenser les arbres avant de signer le chantier",
        "Un inventaire avec photo et numéro, publié, pour que personne ne découvre un arbre en moins le lundi matin.",
    ),
    idea(
        1,
        0,
        Some(1),
        8,
        "Garder les caves pendant le relogement",
        "Les caves ferment six mois avant le départ. Nous demandons un garde-meuble gratuit ou l'ouverture des caves jusqu'au dernier jour.",
    ),
    Idea {
        by: None,
        theme: 0,
        zone: Some(1),
        days: 7,
        language: "fr",
        title: "Garder la barre B et la réhabiliter",
        body: "La barre B compte 96 logements et le meilleur ensoleillement du quartier. La réhabiliter coûterait moins que démolir et reconstruire, et personne n'aurait à partir. Nous demandons une contre-expertise, payée par le projet et choisie par les habitants.",
    },
];

/// What became clearer in n° 38 a day later.
pub(super) const CLEARER: &str = "La barre B compte 96 logements et le meilleur ensoleillement du quartier. D'après l'étude de 2022, la réhabiliter coûterait un tiers de moins que démolir et reconstruire, et aucune famille n'aurait à partir. Nous demandons une contre-expertise indépendante, payée par le projet et choisie par les habitants, avant toute décision.";

/// A comment on n° 38: by whom, `+` for, `-` against, `=` neither, `?` question, and what it answers (an index before it).
pub(super) struct Word {
    pub(super) by: usize,
    pub(super) position: char,
    pub(super) answers: Option<usize>,
    pub(super) text: &'static str,
}

const fn word(by: usize, position: char, answers: Option<usize>, text: &'static str) -> Word {
    Word {
        by,
        position,
        answers,
        text,
    }
}

/// Whoever drew the place under trees: the number of their proposal, and what the sketch shows.
pub(super) const SKETCHED: (usize, &str) = (
    1,
    "Croquis de la place : trois grands arbres, des bancs à l'ombre",
);

/// What is said to it, with the sketch again, and what that shows.
pub(super) const SKETCHED_WORD: Word = word(
    4,
    '+',
    None,
    "Je l'ai dessinée avec des haies au pied de l'immeuble : elles coupent le vent, comme allée des Tilleuls.",
);
pub(super) const SKETCHED_THERE: &str = "Croquis : trois arbres, et des haies au pied de l'immeuble";

/// The debate on n° 38, oldest first.
pub(super) const DEBATE: &[Word] = &[
    word(
        1,
        '+',
        None,
        "J'habite la barre B depuis 1994. Les appartements sont grands et lumineux ; c'est l'ascenseur et les façades qu'il faut refaire.",
    ),
    word(
        3,
        '-',
        None,
        "L'isolation est très mauvaise, j'ai payé 1 900 euros de chauffage l'an dernier. Si on garde la barre, qui paie pour nous d'ici là ?",
    ),
    word(
        6,
        ' ',
        Some(1),
        "L'étude prévoyait une isolation par l'extérieur, comprise dans le coût. Il faut la publier pour que chacun puisse vérifier.",
    ),
    word(
        2,
        '?',
        None,
        "Est-ce que le rapport de structure sera rendu public avant le vote ?",
    ),
    word(
        9,
        '=',
        None,
        "Je ne sais pas. Je voudrais voir les deux plans côte à côte, avec les loyers après travaux.",
    ),
    word(
        0,
        '+',
        None,
        "Démolir, c'est aussi jeter des tonnes de béton et couper les arbres du pied d'immeuble.",
    ),
    word(
        10,
        '-',
        None,
        "Avec la barre, le vent s'engouffre sur le chemin de l'école. Un immeuble plus bas changerait tout pour les enfants.",
    ),
    word(
        4,
        ' ',
        Some(6),
        "On peut couper le vent avec des plantations, cela a été fait allée des Tilleuls.",
    ),
    word(
        5,
        '?',
        None,
        "Que deviennent les aides au logement pendant les travaux ?",
    ),
    word(
        11,
        '+',
        None,
        "Nous venons d'arriver, notre fille a des amis ici. Partir encore, non.",
    ),
];

/// What somebody wrote that others reported, and what a moderator said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moderated {
    /// Who wrote it: a place in [`AUTHORS`].
    pub(super) by: usize,
    /// What.
    pub(super) text: &'static str,
    /// Who reported it.
    pub(super) reported_by: usize,
    /// With which words.
    pub(super) reported_as: &'static str,
    /// What the moderator said happened.
    pub(super) facts: &'static str,
}

/// Whose account posts a wave of spam.
pub(super) const SPAMMER: &str = "Fenêtres Pas Chères 93";

/// How many comments the wave has.
pub(super) const WAVE: u64 = 40;

/// One comment of the wave.
pub(super) fn spam(number: u64) -> String {
    format!(
        "Double vitrage à un euro, ne payez plus jamais votre chauffage ! Offre n° {}, aujourd'hui seulement.",
        number + 1
    )
}

/// In this order: an insult, a telephone number, criticism of the mayor, a decision that was reversed, one that is
/// contested, a text that is held.
pub(super) const MODERATED: [Moderated; 6] = [
    Moderated {
        by: 2,
        text: "Ceux qui ont voté ça sont des abrutis finis.",
        reported_by: 0,
        reported_as: "Il insulte les gens qui votent.",
        facts: "Le commentaire traite d'autres personnes d'abrutis.",
    },
    Moderated {
        by: 3,
        text: "Pour le banc, appelez mon voisin du 4e au 06 00 00 00 00, il sait souder.",
        reported_by: 1,
        reported_as: "C'est le numéro de quelqu'un d'autre.",
        facts: "Le commentaire donne le numéro de téléphone d'une autre personne.",
    },
    Moderated {
        by: 4,
        text: "Le maire a promis ces bancs en 2020. Six ans plus tard, il n'y a rien. C'est se moquer du monde.",
        reported_by: 5,
        reported_as: "Propos contre le maire.",
        facts: "Critiquer le maire n'enfreint aucune règle : le commentaire reste.",
    },
    Moderated {
        by: 0,
        text: "Et pourquoi pas des têtes-de-veau le long de l'allée ? Elles fleurissent tout l'été.",
        reported_by: 3,
        reported_as: "Il traite quelqu'un de tête de veau.",
        facts: "Le commentaire semble traiter quelqu'un de tête de veau.",
    },
    Moderated {
        by: 1,
        text: "Votre projet de bancs, c'est un cercueil avec des accoudoirs.",
        reported_by: 2,
        reported_as: "C'est violent.",
        facts: "Le commentaire compare le projet à un cercueil pour blesser.",
    },
    Moderated {
        by: 5,
        text: "Je sais qui a écrit la proposition, il habite escalier C.",
        reported_by: 4,
        reported_as: "",
        facts: "",
    },
];
