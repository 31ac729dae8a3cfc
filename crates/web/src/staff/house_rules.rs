//! The rules of moderation with their examples: read by staff; made, written anew, retired and put back by admins. Each change
//! of words is a version.

use app::{
    Error,
    rules::{self, CreateRule, LegalInput, ReviseRule, RuleInput, WordingInput},
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Timestamp,
    moderation_log::Day,
    refusal::Fields as Wrong,
    rules::{DefaultDecision, DsaCategory, Ground, Rule, Severity, Terms},
};
use http::StatusCode;

use super::{
    Part, access,
    form::{Button, Fields, FormPage, Group, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{day_of, typed as written},
    page::{Answer, Page, ok, show},
    rules::Row,
    uploads::both,
    visit::Visit,
};

/// The languages of a new rule.
const NEW: [&str; 2] = ["fr", "en"];
/// The fields of the law that a rule rests on.
const LAW: &str = "legalReference.text";
const ADDRESS: &str = "legalReference.address";

/// How much harm a rule is about, by its word.
const SEVERITIES: [(&str, Severity); 4] = [
    ("minor", Severity::Minor),
    ("moderate", Severity::Moderate),
    ("serious", Severity::Serious),
    ("grave", Severity::Grave),
];

/// The word of a rule's severity.
pub(crate) fn severity(rule: &Rule) -> &'static str {
    let found = SEVERITIES.iter().find(|(_, one)| *one == rule.terms.severity);
    found.map_or("", |(word, _)| *word)
}

#[derive(Template)]
#[template(path = "staff/rules.html")]
struct List {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Row>,
    retired: Vec<Row>,
    writes: bool,
}

/// Answers the rules, those that were retired apart.
pub(crate) async fn list(visit: Visit) -> Answer {
    super::must(&visit, super::staffs(&visit))?;
    let page = visit.page().await;
    let (rows, retired) = crate::rules::all(&visit, &page).await?;
    ok(&List {
        parts: super::parts(&visit, &page, "/staff/rules"),
        rows,
        retired,
        writes: access::administers(&visit),
        page,
    })
}

async fn rule(visit: &Visit, id: &str) -> Result<Rule, Failed> {
    super::must(visit, access::administers(visit))?;
    let id = crate::forms::id(visit, id, Code::RuleNotFound)?;
    let found = rules::by_id(&visit.cx, id).await.or_page(visit)?;
    found.ok_or_else(|| Failed::not_found(visit, Code::RuleNotFound))
}

/// Asks what a new rule says.
pub(crate) async fn ask_new(visit: Visit) -> Answer {
    super::must(&visit, access::administers(&visit))?;
    let mut typed = Typed::default();
    typed.set("severity", "moderate");
    typed.set("decision", DefaultDecision::Return.as_str());
    typed.set("ground", Ground::HouseRule.as_str());
    typed.set("category", DsaCategory::OtherTerms.as_str());
    ok(&form(&visit, None, &typed, Problems::default()).await)
}

/// Makes a rule.
pub(crate) async fn make(visit: Visit, body: String) -> Answer {
    super::must(&visit, access::administers(&visit))?;
    let typed = Typed::read(&body);
    match made(&visit, &typed).await {
        Ok(_) => Ok(Redirect::to("/staff/rules?done=rule-made").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &form(&visit, None, &typed, problems).await))
        }
    }
}

async fn made(visit: &Visit, typed: &Typed) -> Result<Rule, Error> {
    let tags = NEW.map(ToOwned::to_owned);
    let input = input(typed, None, tags.into_iter());
    let code = written(typed.get("code")).unwrap_or_default();
    let command = CreateRule::parse(code, from(typed).ok().flatten(), &input).map_err(Error::from);
    let (command, _) = both(command, from(typed))?;
    rules::create(&visit.cx, command).await
}

/// From when on it applies: the morning of a day that was typed, at once where none was.
fn from(typed: &Typed) -> app::Result<Option<Timestamp>> {
    let Some(day) = written(typed.get("activeFrom")) else {
        return Ok(None);
    };
    let mut wrong = Wrong::default();
    let day = wrong.take("activeFrom", day_of(day).map(Day::begins));
    Ok(wrong.finish(day.map(Some))?)
}

/// Asks what a rule says.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let rule = rule(&visit, &id).await?;
    let mut typed = Typed::default();
    typed.set("version", rule.version);
    typed.set("severity", severity(&rule));
    typed.set("decision", rule.terms.default_decision.as_str());
    typed.set("ground", rule.terms.ground.as_str());
    typed.set("category", rule.terms.category.as_str());
    if let Some(legal) = &rule.terms.legal {
        typed.set(LAW, &legal.text);
        typed.set(ADDRESS, legal.address.as_str());
    }
    for (place, (_, words)) in rule.terms.wordings.iter().enumerate() {
        let name = |field: &str| format!("texts.{place}.{field}");
        typed.set(name("title"), &words.title);
        typed.set(name("explanation"), words.explanation.as_str());
        typed.set(name("refusedExample"), words.refused.as_str());
        typed.set(name("acceptedExample"), words.accepted.as_str());
    }
    ok(&form(&visit, Some(&rule), &typed, Problems::default()).await)
}

/// The form of a rule, or of a new one.
async fn form(visit: &Visit, rule: Option<&Rule>, typed: &Typed, problems: Problems) -> FormPage {
    let page = visit.page().await;
    let severities = SEVERITIES.map(|(word, _)| word);
    let decisions: Vec<&str> = DefaultDecision::ALL.iter().map(|one| one.as_str()).collect();
    let grounds = [Ground::HouseRule, Ground::Illegal].map(Ground::as_str);
    let categories: Vec<&str> = DsaCategory::ALL.iter().map(|one| one.as_str()).collect();
    let tags: Vec<String> = match rule {
        Some(rule) => tags(rule).collect(),
        None => NEW.map(ToOwned::to_owned).into(),
    };
    let wording = |(place, tag): (usize, &String)| {
        let name = |field: &str| format!("texts.{place}.{field}");
        Fields::new(&page, typed, &problems)
            .add(&name("title"), "rule-title", Kind::Line)
            .add(&name("explanation"), "rule-explanation", Kind::Short)
            .add(&name("refusedExample"), "rule-example-refused", Kind::Short)
            .add(&name("acceptedExample"), "rule-example-accepted", Kind::Short)
            .group(
                page.find(&format!("language-{tag}"))
                    .unwrap_or_else(|| tag.clone()),
            )
    };
    let mut groups: Vec<Group> = tags.iter().enumerate().map(wording).collect();
    groups.push(
        Fields::new(&page, typed, &problems)
            .words("severity", "rule-severity", Kind::Select, "severity", &severities)
            .words("decision", "rule-decision", Kind::Select, "usual", &decisions)
            .words("ground", "rule-ground", Kind::Radio, "rule-ground", &grounds)
            .may(LAW, "rule-law", Kind::Line)
            .may(ADDRESS, "rule-law-address", Kind::Line)
            .words(
                "category",
                "rule-category",
                Kind::Select,
                "rule-category",
                &categories,
            )
            .group(page.t("rule-consequences")),
    );
    if rule.is_none() {
        groups.push(
            Fields::new(&page, typed, &problems)
                .add("code", "rule-code", Kind::Line)
                .may("activeFrom", "rule-from", Kind::Day)
                .group(page.t("rule-applies")),
        );
    }
    let (title, explained, action, button) = match rule {
        Some(rule) => (
            rule.terms
                .wordings
                .for_reader(&visit.cx.language)
                .0
                .title
                .to_string(),
            "rule-revise-explained",
            format!("/staff/rules/{}", rule.id),
            "rule-revise",
        ),
        None => (
            page.t("rule-make"),
            "rule-make-explained",
            "/staff/rules/new".to_owned(),
            "rule-make-send",
        ),
    };
    FormPage {
        crumbs: vec![("/staff/rules".to_owned(), page.t("staff-rules"))],
        title,
        explained: page.t(explained),
        action,
        version: typed.version(),
        buttons: vec![Button {
            act: "keep",
            name: page.t(button),
        }],
        drawing: None,
        timeline: None,
        warnings: Vec::new(),
        other: false,
        problems: Fields::named(&page, &groups, problems),
        groups,
        page,
    }
}

/// The languages in which a rule is written.
fn tags(rule: &Rule) -> impl Iterator<Item = String> {
    let wordings = rule.terms.wordings.iter();
    wordings.map(|(language, _)| language.tag().to_owned())
}

/// Writes a new version of a rule.
pub(crate) async fn revise(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let rule = rule(&visit, &id).await?;
    let typed = Typed::read(&body);
    match revised(&visit, &rule, &typed).await {
        Ok(_) => Ok(Redirect::to("/staff/rules?done=rule-revised").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let mut form = form(&visit, Some(&rule), &typed, problems).await;
            if status == StatusCode::CONFLICT {
                form.over(rule.version.into());
            }
            Ok(show(status, &form))
        }
    }
}

async fn revised(visit: &Visit, rule: &Rule, typed: &Typed) -> Result<Rule, Error> {
    let input = input(typed, Some(&rule.terms), tags(rule));
    let command = ReviseRule::parse(rule.id, version(typed), &input)?;
    rules::revise(&visit.cx, command).await
}

fn version(typed: &Typed) -> i32 {
    i32::try_from(typed.version()).unwrap_or_default()
}

/// What was typed of a rule; what was not asked for stays as it is.
fn input(typed: &Typed, present: Option<&Terms>, tags: impl Iterator<Item = String>) -> RuleInput {
    let severity = SEVERITIES.iter().find(|(word, _)| *word == typed.get("severity"));
    let ground = Ground::parse(typed.get("ground"))
        .or(present.map(|terms| terms.ground))
        .unwrap_or(Ground::HouseRule);
    let legal = if typed.has(LAW) {
        // Where the law is the ground and none is named, both fields say what they need.
        let named = [LAW, ADDRESS]
            .iter()
            .any(|name| written(typed.get(name)).is_some());
        (named || ground == Ground::Illegal).then(|| LegalInput {
            text: typed.get(LAW).to_owned(),
            address: typed.get(ADDRESS).trim().to_owned(),
        })
    } else {
        let legal = present.and_then(|terms| terms.legal.as_ref());
        legal.map(|legal| LegalInput {
            text: legal.text.to_string(),
            address: legal.address.as_str().to_owned(),
        })
    };
    let wording = |(place, tag): (usize, String)| {
        let value = |field: &str| typed.get(&format!("texts.{place}.{field}")).to_owned();
        WordingInput {
            language: tag,
            title: value("title"),
            explanation: value("explanation"),
            refused: value("refusedExample"),
            accepted: value("acceptedExample"),
        }
    };
    RuleInput {
        severity: severity
            .map(|(_, severity)| *severity)
            .or(present.map(|terms| terms.severity))
            .unwrap_or(Severity::Moderate),
        ground,
        default_decision: DefaultDecision::parse(typed.get("decision"))
            .or(present.map(|terms| terms.default_decision))
            .unwrap_or(DefaultDecision::Return),
        legal,
        category: DsaCategory::parse(typed.get("category"))
            .or(present.map(|terms| terms.category))
            .unwrap_or(DsaCategory::OtherTerms),
        keywords: present.map(|terms| terms.keywords.clone()).unwrap_or_default(),
        wordings: tags.enumerate().map(wording).collect(),
    }
}

#[derive(Template)]
#[template(path = "staff/rule_retire.html")]
struct Retire {
    page: Page,
    id: String,
    version: i32,
    title: String,
    problems: Problems,
}

async fn retiring(visit: &Visit, rule: &Rule, problems: Problems) -> Retire {
    Retire {
        page: visit.page().await,
        id: rule.id.to_string(),
        version: rule.version,
        title: rule
            .terms
            .wordings
            .for_reader(&visit.cx.language)
            .0
            .title
            .to_string(),
        problems,
    }
}

/// Asks whether a rule ends, and says what that does.
pub(crate) async fn ask_retirement(visit: Visit, Path(id): Path<String>) -> Answer {
    let rule = rule(&visit, &id).await?;
    ok(&retiring(&visit, &rule, Problems::default()).await)
}

/// Ends a rule.
pub(crate) async fn retire(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let rule = rule(&visit, &id).await?;
    match rules::retire(&visit.cx, rule.id, version(&Typed::read(&body))).await {
        Ok(_) => Ok(Redirect::to("/staff/rules?done=rule-retired").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &retiring(&visit, &rule, problems).await))
        }
    }
}

/// Puts a rule back that was retired.
pub(crate) async fn restore(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let rule = rule(&visit, &id).await?;
    rules::restore(&visit.cx, rule.id, version(&Typed::read(&body)))
        .await
        .or_page(&visit)?;
    Ok(Redirect::to("/staff/rules?done=rule-restored").into_response())
}
