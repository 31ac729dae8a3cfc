//! The parts of a plan, each a form: texts, phases, themes, documents, rules. Once the plan is published, a change asks why.

use app::{
    Error,
    plans::{
        self, AddDocument, ChangePhases, ChangeRules, ChangeThemes, DocumentInput, EditPlan, EffectInput,
        ModerationInput, PhaseInput, ReviseDocument, RulesInput, TextsInput, ThemeInput, VotingInput,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code,
    moderation_log::Day,
    plans::{DocumentId, ModerationMode, PhaseKind, Plan, Requirement, Totals, VoteEffect, VotingRule},
    refusal::{Fault, Fields as Wrong},
};
use http::StatusCode;

use super::{
    drawing,
    form::{Button, Fields, FormPage, Group, Kind, Sent, Typed},
    plans::staffed,
    rows,
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{day_of, evening, last_day, typed},
    page::{Answer, Page, show},
    plans::{
        among,
        map::Map,
        timeline::{Span, Timeline},
    },
    visit::Visit,
};

pub(crate) use super::form::BODY;

/// What a section of the editor shows.
pub(super) struct Section {
    pub(super) groups: Vec<Group>,
    pub(super) drawing: Option<Map>,
    pub(super) timeline: Option<Timeline>,
    pub(super) buttons: Vec<Button>,
    pub(super) warnings: Vec<String>,
}

/// A section with one group and one button.
fn plain(page: &Page, groups: Vec<Group>) -> Section {
    Section {
        groups,
        drawing: None,
        timeline: None,
        buttons: vec![keep(page)],
        warnings: Vec::new(),
    }
}

/// The button that keeps what was typed.
pub(super) fn keep(page: &Page) -> Button {
    Button {
        act: "keep",
        name: page.t("revise-send"),
    }
}

/// That button, and one that shows what was typed without keeping it.
pub(super) fn drawn(page: &Page, show: &str) -> Vec<Button> {
    let draw = Button {
        act: "draw",
        name: page.t(show),
    };
    vec![keep(page), draw]
}

/// Asks what a section says.
pub(crate) async fn ask(visit: Visit, Path((slug, section)): Path<(String, String)>) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let typed = present(&visit, &plan, &section).await?;
    let form = form(&visit, &plan, &section, &typed, Problems::default()).await?;
    Ok(show(StatusCode::OK, &form))
}

/// What a section says now, as if it had just been typed.
async fn present(visit: &Visit, plan: &Plan, section: &str) -> Result<Typed, Failed> {
    let mut typed = Typed::default();
    typed.set("version", plan.version);
    match section {
        "texts" => {
            typed.set("title", &plan.title);
            typed.set("summary", plan.summary.as_str());
            typed.set("easySummary", plan.easy_summary.as_str());
            typed.set("body", plan.body.as_str());
            typed.set("decided", plan.decided.as_str());
            typed.set("openToDebate", plan.open_to_debate.as_str());
        }
        "phases" => present_phases(plan, &mut typed),
        "themes" => present_themes(visit, plan, &mut typed).await?,
        "rules" => present_rules(plan, &mut typed),
        "zones" | "operations" => drawing::present(visit, plan, section, &mut typed).await?,
        "documents" => {}
        _ => return Err(Failed::not_found(visit, Code::PlanNotFound)),
    }
    Ok(typed)
}

/// The form of a section.
async fn form(
    visit: &Visit,
    plan: &Plan,
    section: &str,
    typed: &Typed,
    problems: Problems,
) -> Result<FormPage, Failed> {
    let page = visit.page().await;
    let mut made = match section {
        "texts" => plain(&page, texts(&page, typed, &problems)),
        "phases" => Section {
            groups: phases(&page, typed, &problems),
            drawing: None,
            timeline: on_a_line(visit, typed),
            buttons: drawn(&page, "calendar-show"),
            warnings: Vec::new(),
        },
        "themes" => plain(&page, themes(&page, typed, &problems)),
        "rules" => plain(&page, rules(&page, typed, &problems)),
        "documents" => plain(&page, documents(visit, &page, plan, typed, &problems).await?),
        _ => drawing::section(visit, &page, plan, section, typed, &problems).await?,
    };
    if plan.asks_for_reasons() {
        let why = Fields::new(&page, typed, &problems)
            .add("reason", "amend-reason", Kind::Line)
            .group("");
        made.groups.push(why);
    }
    let groups = made.groups;
    Ok(FormPage {
        crumbs: vec![
            ("/staff/plans".to_owned(), page.t("staff-plans")),
            (format!("/staff/plans/{}", plan.slug), plan.title.to_string()),
        ],
        title: page.t(&format!("plan-section-{section}")),
        explained: page.t(&format!("plan-section-{section}-text")),
        action: format!("/staff/plans/{}/{section}", plan.slug),
        version: typed.version(),
        buttons: made.buttons,
        drawing: made.drawing,
        timeline: made.timeline,
        warnings: made.warnings,
        other: false,
        // Problems with shapes say which they are about by themselves.
        problems: if drawing::SECTIONS.contains(&section) {
            problems
        } else {
            Fields::named(&page, &groups, problems)
        },
        groups,
        page,
    })
}

/// Keeps a section, or draws it without keeping it. Files are read into the fields beside them, and a file that is wrong
/// changes none.
pub(crate) async fn save(
    visit: Visit,
    Path((slug, section)): Path<(String, String)>,
    Sent { mut typed, files }: Sent,
) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    if ["phases", "themes"].contains(&section.as_str()) {
        rows::number(&section, &mut typed);
    }
    if drawing::SECTIONS.contains(&section.as_str()) {
        let page = visit.page().await;
        rows::number(&section, &mut typed);
        let problems = drawing::read(&page, &section, &mut typed, &files);
        if problems.any() {
            let form = form(&visit, &plan, &section, &typed, problems).await?;
            return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &form));
        }
    }
    if typed.get("act") == "draw" {
        let checked = match section.as_str() {
            "phases" => phases_of(&plan, &typed).map(|_| ()),
            section => drawing::check(&plan, section, &typed),
        };
        if let Err(error) = checked {
            return answer(&visit, &plan, &section, &typed, Err(error)).await;
        }
        let form = form(&visit, &plan, &section, &typed, Problems::default()).await?;
        return Ok(show(StatusCode::OK, &form));
    }
    let kept = match section.as_str() {
        "texts" => save_texts(&visit, &plan, &typed).await,
        "phases" => save_phases(&visit, &plan, &typed).await,
        "themes" => save_themes(&visit, &plan, &typed).await,
        "rules" => save_rules(&visit, &plan, &typed).await,
        "documents" => save_document(&visit, &plan, &typed).await,
        "zones" | "operations" => drawing::save(&visit, &plan, &section, &typed).await,
        _ => Err(Error::NotFound(Code::PlanNotFound)),
    };
    answer(&visit, &plan, &section, &typed, kept).await
}

async fn answer(
    visit: &Visit,
    plan: &Plan,
    section: &str,
    typed: &Typed,
    kept: app::Result<Plan>,
) -> Result<Response, Failed> {
    match kept {
        Ok(plan) => Ok(Redirect::to(&format!("/staff/plans/{}?done=plan-kept", plan.slug)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(visit, error)?;
            let stale = problems.has(Code::PlanChangedMeanwhile);
            let mut typed = typed.clone();
            let problems = rows_again(visit, plan, section, &mut typed, problems).await?;
            let problems = drawing::reword(&visit.page().await, section, &typed, problems);
            let mut form = form(visit, plan, section, &typed, problems).await?;
            if stale {
                form.over(plan.version);
            }
            Ok(show(status, &form))
        }
    }
}

/// Puts back the rows of what cannot be taken away, so that there is something to rename, and forgets the ids of what is no
/// longer there: whatever is wrong is said where a name is typed.
async fn rows_again(
    visit: &Visit,
    plan: &Plan,
    section: &str,
    typed: &mut Typed,
    problems: Problems,
) -> Result<Problems, Failed> {
    let name = |place: usize, field: &str| format!("{section}.{place}.{field}");
    for place in 0..rows::filled(typed) {
        if problems.on(&name(place, "id")).is_some() {
            typed.set(name(place, "id"), "");
        }
    }
    let problems = problems.moved_by(|field| Some(format!("{}.title", field.strip_suffix(".id")?)));
    if !problems.has(Code::PlanInUse) {
        return Ok(problems);
    }
    let present = present(visit, plan, section).await?;
    let mut first = None;
    for place in 0..rows::filled(&present) {
        let filled = rows::filled(typed);
        let id = present.get(&name(place, "id"));
        if !(0..filled).any(|row| typed.get(&name(row, "id")) == id) {
            for (field, value) in present.row(&format!("{section}.{place}.")) {
                typed.set(name(filled, field), value);
            }
            rows::offer(typed, filled + 1);
            first.get_or_insert(name(filled, "title"));
        }
    }
    Ok(match first {
        Some(field) => problems.at(field),
        None => problems,
    })
}

fn texts(page: &Page, typed: &Typed, problems: &Problems) -> Vec<Group> {
    vec![
        Fields::new(page, typed, problems)
            .add("title", "open-title", Kind::Line)
            .add("summary", "open-summary", Kind::Short)
            .may("easySummary", "plan-easy", Kind::Short)
            .may("body", "plan-detail", Kind::Text)
            .may("decided", "plan-decided", Kind::Text)
            .may("openToDebate", "plan-open-to-debate", Kind::Text)
            .group(""),
    ]
}

async fn save_texts(visit: &Visit, plan: &Plan, typed: &Typed) -> app::Result<Plan> {
    let given = |name: &str| Some(typed.get(name).to_owned());
    let input = TextsInput {
        title: given("title"),
        summary: given("summary"),
        easy_summary: given("easySummary"),
        body: given("body"),
        decided: given("decided"),
        open_to_debate: given("openToDebate"),
        perimeter: None,
        language: None,
    };
    let cx = &visit.cx;
    let command = EditPlan::parse(cx, plan.id, typed.version(), &input, typed.get("reason")).await?;
    plans::edit(cx, command).await
}

fn present_phases(plan: &Plan, typed: &mut Typed) {
    for (place, phase) in plan.phases.iter().enumerate() {
        typed.set(format!("phases.{place}.id"), phase.id);
        typed.set(format!("phases.{place}.kind"), phase.kind.as_str());
        typed.set(format!("phases.{place}.title"), &phase.title);
        typed.set(format!("phases.{place}.startsAt"), Day::of(phase.starts_at));
        typed.set(format!("phases.{place}.endsAt"), last_day(phase.ends_at));
    }
    rows::offer(typed, plan.phases.len());
}

fn phases(page: &Page, typed: &Typed, problems: &Problems) -> Vec<Group> {
    let kinds: Vec<&str> = PhaseKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let mut groups: Vec<Group> = (0..rows::offered(typed))
        .map(|place| {
            let name = |field: &str| format!("phases.{place}.{field}");
            let title = match typed.get(&name("title")) {
                "" => page.t("phase-new"),
                title => title.to_owned(),
            };
            let mut group = Fields::new(page, typed, problems)
                .may(&name("title"), "phase-title", Kind::Line)
                .words(&name("kind"), "phase-kind", Kind::Select, "phase-kind", &kinds)
                .may(&name("startsAt"), "phase-starts", Kind::Day)
                .may(&name("endsAt"), "phase-ends", Kind::Day)
                .group(title);
            group.hidden.push((name("id"), typed.get(&name("id")).to_owned()));
            group
        })
        .collect();
    if let Some(first) = groups.first_mut() {
        first
            .hidden
            .push(("count".to_owned(), rows::offered(typed).to_string()));
    }
    groups
}

/// The phases that were typed, as far as their days can be read, on a line of months.
fn on_a_line(visit: &Visit, given: &Typed) -> Option<Timeline> {
    let spans = (0..rows::offered(given)).filter_map(|place| {
        let value = |field: &str| given.get(&format!("phases.{place}.{field}"));
        Some(Span {
            title: typed(value("title"))?.to_owned(),
            starts_at: day_of(value("startsAt")).ok()?.begins(),
            ends_at: day_of(value("endsAt")).ok()?.next().begins(),
        })
    });
    let spans: Vec<_> = spans.collect();
    Timeline::of(&spans, visit.cx.now(), &visit.cx.language)
}

async fn save_phases(visit: &Visit, plan: &Plan, given: &Typed) -> app::Result<Plan> {
    plans::change_phases(&visit.cx, phases_of(plan, given)?).await
}

fn phases_of(plan: &Plan, given: &Typed) -> app::Result<ChangePhases> {
    let mut wrong = Wrong::default();
    let mut input = Vec::new();
    for place in 0..rows::filled(given) {
        let value = |field: &str| given.get(&format!("phases.{place}.{field}"));
        let present = plan
            .phases
            .iter()
            .find(|phase| phase.id.to_string() == value("id"));
        let kind = PhaseKind::ALL.iter().find(|kind| kind.as_str() == value("kind"));
        let starts = wrong.take(format!("phases.{place}.startsAt"), day_of(value("startsAt")));
        let ends = wrong.take(format!("phases.{place}.endsAt"), day_of(value("endsAt")));
        let Some((starts, ends)) = starts.zip(ends) else {
            continue;
        };
        input.push(PhaseInput {
            id: present.map(|phase| phase.id),
            kind: kind.copied().unwrap_or(PhaseKind::Inform),
            title: value("title").to_owned(),
            // An hour that was chosen before stays while its day does.
            starts_at: present
                .map(|phase| phase.starts_at)
                .filter(|at| Day::of(*at) == starts)
                .unwrap_or_else(|| starts.begins()),
            ends_at: present
                .map(|phase| phase.ends_at)
                .filter(|at| last_day(*at) == ends)
                .unwrap_or_else(|| ends.next().begins()),
            overrides: present.map(|phase| phase.overrides.clone()).unwrap_or_default(),
        });
    }
    wrong.finish(Some(()))?;
    let why = given.get("reason");
    Ok(ChangePhases::parse(plan.id, given.version(), &input, why)?)
}

async fn present_themes(visit: &Visit, plan: &Plan, typed: &mut Typed) -> Result<(), Failed> {
    let themes = plans::themes_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
    for (place, theme) in themes.iter().enumerate() {
        typed.set(format!("themes.{place}.id"), theme.id);
        typed.set(format!("themes.{place}.title"), &theme.title);
    }
    rows::offer(typed, themes.len());
    Ok(())
}

fn themes(page: &Page, typed: &Typed, problems: &Problems) -> Vec<Group> {
    let mut hidden = vec![("count".to_owned(), rows::offered(typed).to_string())];
    let mut fields = Fields::new(page, typed, problems);
    for place in 0..rows::offered(typed) {
        let name = |field: &str| format!("themes.{place}.{field}");
        let label = page.with("theme-numbered", "number", place + 1);
        fields = fields.may_as(&name("title"), label, Kind::Line);
        hidden.push((name("id"), typed.get(&name("id")).to_owned()));
    }
    let mut group = fields.group("");
    group.hidden = hidden;
    vec![group]
}

async fn save_themes(visit: &Visit, plan: &Plan, given: &Typed) -> app::Result<Plan> {
    let input: Vec<ThemeInput> = (0..rows::filled(given))
        .map(|place| ThemeInput {
            id: among(given.get(&format!("themes.{place}.id"))),
            title: given.get(&format!("themes.{place}.title")).to_owned(),
        })
        .collect();
    let command = ChangeThemes::parse(plan.id, given.version(), &input, given.get("reason"))?;
    plans::change_themes(&visit.cx, command).await
}

async fn documents(
    visit: &Visit,
    page: &Page,
    plan: &Plan,
    typed: &Typed,
    problems: &Problems,
) -> Result<Vec<Group>, Failed> {
    let documents = plans::documents_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
    let mut choices = vec![(String::new(), page.t("document-new"))];
    choices.extend(
        documents
            .iter()
            .map(|document| (document.id.to_string(), document.present.title.to_string())),
    );
    Ok(vec![
        Fields::new(page, typed, problems)
            .choose("document", "document-which", Kind::Select, choices)
            .add("title", "document-title", Kind::Line)
            .may("link", "document-link", Kind::Line)
            .may("text", "document-text", Kind::Text)
            .group(""),
    ])
}

async fn save_document(visit: &Visit, plan: &Plan, given: &Typed) -> app::Result<Plan> {
    let input = DocumentInput {
        title: given.get("title").to_owned(),
        link: typed(given.get("link")).map(ToOwned::to_owned),
        text: typed(given.get("text")).map(ToOwned::to_owned),
    };
    let (cx, why, version) = (&visit.cx, given.get("reason"), given.version());
    match given.get("document") {
        "" => {
            let command = AddDocument::parse(plan.id, version, &input, why)?;
            plans::add_document(cx, command).await
        }
        id => {
            let id: DocumentId = id
                .parse()
                .map_err(|_malformed| Error::NotFound(Code::DocumentNotFound))?;
            let command = ReviseDocument::parse(cx, id, version, &input, why).await?;
            plans::revise_document(cx, command).await
        }
    }
}

const WHOM: [(&str, Requirement); 3] = [
    ("account", Requirement::Account),
    ("declared", Requirement::DeclaredLink),
    ("confirmed", Requirement::ConfirmedLink),
];

fn present_rules(plan: &Plan, typed: &mut Typed) {
    let rules = &plan.rules;
    let whom = |asked: Requirement| {
        WHOM.iter()
            .find(|(_, one)| *one == asked)
            .map_or("", |(word, _)| word)
    };
    typed.set("propose", whom(rules.propose));
    typed.set("comment", whom(rules.comment));
    typed.set("vote", whom(rules.vote));
    typed.set("young", if rules.under_15_vote { "yes" } else { "" });
    typed.set("rules.bodyLimit", rules.body_limit);
    match rules.voting {
        VotingRule::Support { limit } => {
            typed.set("voting", "support");
            typed.set("rules.voting.limit", limit);
        }
        VotingRule::ForAgainst => typed.set("voting", "for-against"),
    }
    typed.set(
        "totals",
        match rules.totals {
            Totals::Live => "live",
            Totals::HiddenUntilEnd => "hidden",
        },
    );
    match rules.effect {
        VoteEffect::Advisory => typed.set("effect", "advisory"),
        VoteEffect::Answer { threshold, days } => {
            typed.set("effect", "answer");
            typed.set("rules.effect.threshold", threshold);
            typed.set("rules.effect.days", days);
        }
        VoteEffect::Selection { seats } => {
            typed.set("effect", "selection");
            typed.set("rules.effect.seats", seats);
        }
    }
    match &rules.moderation {
        ModerationMode::Afterwards => typed.set("moderation", "afterwards"),
        ModerationMode::Before { reason, until } => {
            typed.set("moderation", "before");
            typed.set("rules.moderation.reason", reason);
            typed.set("rules.moderation.until", last_day(*until));
        }
        ModerationMode::BeforeFirst { contributions } => {
            typed.set("moderation", "first");
            typed.set("rules.moderation.contributions", contributions);
        }
    }
}

fn rules(page: &Page, typed: &Typed, problems: &Problems) -> Vec<Group> {
    let fields = || Fields::new(page, typed, problems);
    let whom = WHOM.map(|(word, _)| word);
    vec![
        fields()
            .words("propose", "rules-propose", Kind::Select, "whom", &whom)
            .words("comment", "rules-comment", Kind::Select, "whom", &whom)
            .words("vote", "rules-vote", Kind::Select, "whom", &whom)
            .add("young", "rules-young", Kind::Check)
            .add("rules.bodyLimit", "rules-body-limit", Kind::Number)
            .group(page.t("rules-who")),
        fields()
            .words(
                "voting",
                "rules-voting",
                Kind::Radio,
                "voting",
                &["support", "for-against"],
            )
            .may("rules.voting.limit", "rules-limit", Kind::Number)
            .words(
                "totals",
                "rules-totals",
                Kind::Radio,
                "totals-told",
                &["live", "hidden"],
            )
            .words(
                "effect",
                "rules-effect",
                Kind::Radio,
                "vote-effect",
                &["advisory", "answer", "selection"],
            )
            .may("rules.effect.threshold", "rules-threshold", Kind::Number)
            .may("rules.effect.days", "rules-days", Kind::Number)
            .may("rules.effect.seats", "rules-seats", Kind::Number)
            .group(page.t("rules-ballot")),
        fields()
            .words(
                "moderation",
                "rules-moderation",
                Kind::Radio,
                "reading",
                &["afterwards", "first", "before"],
            )
            .may(
                "rules.moderation.contributions",
                "rules-contributions",
                Kind::Number,
            )
            .may("rules.moderation.reason", "rules-before-reason", Kind::Line)
            .may("rules.moderation.until", "rules-before-until", Kind::Day)
            .group(page.t("rules-reading")),
    ]
}

async fn save_rules(visit: &Visit, plan: &Plan, given: &Typed) -> app::Result<Plan> {
    let mut wrong = Wrong::default();
    let mut number = |name: &'static str| match given.get(name).trim() {
        "" => None,
        typed => wrong.take(
            name,
            typed
                .parse::<i32>()
                .map_err(|_not_a_number| Fault::new(Code::FieldMalformed)),
        ),
    };
    let body_limit = number("rules.bodyLimit");
    let limit = number("rules.voting.limit");
    let threshold = number("rules.effect.threshold");
    let days = number("rules.effect.days");
    let seats = number("rules.effect.seats");
    let contributions = number("rules.moderation.contributions");
    let until = typed(given.get("rules.moderation.until"))
        .and_then(|day| wrong.take("rules.moderation.until", evening(day)));
    wrong.finish(Some(()))?;
    let whom = |name: &str| {
        let chosen = WHOM.iter().find(|(word, _)| *word == given.get(name));
        chosen.map(|(_, requirement)| *requirement)
    };
    let input = RulesInput {
        propose: whom("propose"),
        comment: whom("comment"),
        vote: whom("vote"),
        under_15_vote: Some(given.get("young") == "yes"),
        body_limit,
        voting: Some(match given.get("voting") {
            "for-against" => VotingInput::ForAgainst,
            _ => VotingInput::Support(limit.unwrap_or(0)),
        }),
        totals: Some(match given.get("totals") {
            "hidden" => Totals::HiddenUntilEnd,
            _ => Totals::Live,
        }),
        effect: Some(match given.get("effect") {
            "answer" => EffectInput::Answer { threshold, days },
            "selection" => EffectInput::Selection { seats },
            _ => EffectInput::Advisory,
        }),
        moderation: Some(match given.get("moderation") {
            "before" => ModerationInput::Before {
                reason: given.get("rules.moderation.reason").to_owned(),
                until,
            },
            "first" => ModerationInput::BeforeFirst(contributions.unwrap_or(2)),
            _ => ModerationInput::Afterwards,
        }),
    };
    let cx = &visit.cx;
    let command = ChangeRules::parse(cx, plan.id, given.version(), &input, given.get("reason")).await?;
    plans::change_rules(cx, command).await
}
