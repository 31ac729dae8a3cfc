//! Pages: what people see in a browser, made on the server from the same use cases as the API.
//!
//! Every task works without JavaScript. A page is a template under `templates/`, whose sentences are Fluent messages of
//! `messages`; a handler loads what it shows, and a form ends in a redirect or comes back with what was typed.

mod about;
mod accounts;
mod assets;
mod attachments;
mod authors;
mod comments;
mod drafts;
mod embeds;
mod error;
mod exports;
mod feeds;
mod forms;
mod home;
mod links;
mod me;
mod merges;
mod moderation;
mod moderation_log;
mod origin;
mod page;
mod paper;
mod plans;
mod posters;
mod proposals;
mod recordings;
mod reports;
mod revisions;
mod rules;
mod share_cards;
mod staff;
mod texts;
pub mod uploads;
mod visit;
mod voting;

use std::sync::Arc;

use app::House;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use tower_http::compression::CompressionLayer;

/// What pages show besides what the house holds.
pub struct Site {
    /// The house.
    pub house: Arc<House>,
    /// The name of the town, in the head of every page.
    pub town: String,
    /// Who answers for the site, as the pages at the foot say.
    pub contacts: Contacts,
    /// The sites whose pages may show `/embed` in a frame, as a content security policy names them.
    pub framers: Vec<String>,
    /// In the demo: whom one can enter as.
    pub personas: Vec<Persona>,
    /// In the demo: whether `/demo/mail` shows the mails.
    pub shows_mail: bool,
}

/// Who answers for the site and how to reach them; what is empty is said to be missing. What the law asks a publisher to
/// say (loi 2004-575, art. 1-1), and a controller (GDPR art. 13).
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contacts {
    /// The publisher: name and postal address.
    pub publisher: String,
    /// Who directs the publication: name and quality.
    pub director: String,
    /// The host: name, postal address, telephone.
    pub host: String,
    /// Where one writes about the site: an e-mail address, a telephone.
    pub reach: String,
    /// Who answers for personal data: the data protection officer, and how to reach them.
    pub privacy: String,
    /// Where somebody helps: place, days, telephone.
    pub help: String,
}

/// Somebody of the demo town whom one can enter as.
#[derive(Debug, Clone)]
pub struct Persona {
    /// The name shown.
    pub name: String,
    /// What they are, in French.
    pub role: &'static str,
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// The most bytes of a form: the longest text that any field takes, as a form writes it.
const FORM: usize = 256 * 1024;

/// The routes of every page.
pub fn router(site: Site) -> Router {
    let upload = DefaultBodyLimit::max(uploads::body_limit(&site.house.limits.files));
    let site = Arc::new(site);
    let mut router = Router::new()
        .route("/", get(home::home))
        .route("/plans", get(plans::list))
        .route("/plans/{slug}", get(plans::show))
        .route("/embed/plans/{slug}", get(embeds::plan))
        .route("/plans/{slug}/poster", get(posters::of_plan))
        .route("/plans/{slug}/phases.ics", get(feeds::phases))
        .route("/plans/{slug}/data", get(exports::data))
        .route("/plans/{slug}/drawing.svg", get(plans::drawing::show))
        .route("/plans/{slug}/proposals", get(proposals::list))
        .route("/plans/{slug}/proposals.atom", get(feeds::list))
        .route("/plans/{slug}/proposals/{number}", get(proposals::show))
        .route(
            "/plans/{slug}/proposals/{number}/versions",
            get(revisions::versions),
        )
        .route(
            "/plans/{slug}/proposals/{number}/poster",
            get(posters::of_proposal),
        )
        .route("/plans/{slug}/proposals/{number}/vote", post(voting::vote))
        .route("/plans/{slug}/proposals/{number}/follow", post(proposals::follow))
        .route(
            "/plans/{slug}/proposals/{number}/comments",
            get(comments::list).post(comments::post).layer(upload),
        )
        .route(
            "/plans/{slug}/propose",
            get(drafts::begin).post(drafts::keep_first).layer(upload),
        )
        .route("/plans/{slug}/similar", post(drafts::similar))
        .route("/drafts", get(drafts::list))
        .route("/drafts/{id}", get(drafts::edit).post(drafts::keep).layer(upload))
        .route("/drafts/{id}/point", post(drafts::place::keep_point))
        .route(
            "/drafts/{id}/place",
            get(drafts::place::where_is_it).post(drafts::place::keep_place),
        )
        .route("/drafts/{id}/check", get(drafts::check).post(drafts::send))
        .route("/drafts/{id}/delete", post(drafts::delete))
        .route("/proposals/{id}/sent", get(drafts::sent))
        .route(
            "/proposals/{id}/revise",
            get(revisions::ask).post(revisions::revise),
        )
        .route(
            "/proposals/{id}/precise",
            get(revisions::ask_precision).post(revisions::precise),
        )
        .route(
            "/proposals/{id}/withdraw",
            get(revisions::ask_withdrawal).post(revisions::withdraw),
        )
        .route("/proposals/{id}/merge", get(merges::ask).post(merges::propose))
        .route(
            "/proposals/{id}/leave",
            get(merges::ask_leave).post(merges::leave),
        )
        .route("/me/links", get(links::list).post(links::declare))
        .route("/me/links/withdraw", post(links::withdraw))
        .route("/attachments/{id}/remove", post(attachments::remove))
        .route(
            "/attachments/{id}/describe",
            get(attachments::describe::ask).post(attachments::describe::change),
        )
        .route("/comments/{id}", get(comments::show))
        .route(
            "/comments/{id}/edit",
            get(comments::own::ask).post(comments::own::edit),
        )
        .route(
            "/comments/{id}/delete",
            get(comments::own::ask_deletion).post(comments::own::delete),
        )
        .route("/comments/{id}/mark", post(comments::mark))
        .route("/reports/{item}", get(reports::form).post(reports::send))
        .route("/sign-in", get(accounts::ask).post(accounts::send_code))
        .route(
            "/sign-in/{attempt}",
            get(accounts::type_code).post(accounts::confirm),
        )
        .route("/sign-out", post(accounts::sign_out))
        .route("/language", post(visit::choose_language))
        .route("/moderation-log", get(moderation_log::list))
        .route("/rules", get(rules::list))
        .merge(moderators())
        .merge(municipal())
        .merge(facilitators())
        .merge(paper())
        .route("/help", get(texts::help))
        .route("/legal", get(texts::legal))
        .route("/privacy", get(texts::privacy))
        .route("/accessibility", get(texts::accessibility))
        .route("/assets/{name}", get(assets::serve));
    if share_cards::are_drawn() {
        router = router
            .route("/plans/{slug}/card.png", get(share_cards::of_plan))
            .route(
                "/plans/{slug}/proposals/{number}/card.png",
                get(share_cards::of_proposal),
            );
    }
    if !site.personas.is_empty() {
        router = router.route("/demo/enter", post(accounts::enter));
    }
    router
        .merge(own_pages())
        .fallback(error::nothing_here)
        .layer(from_fn_with_state(site.clone(), origin::ours_alone))
        .layer(from_fn_with_state(site.clone(), error::on_pages))
        .layer(DefaultBodyLimit::max(FORM))
        .layer(CompressionLayer::new())
        // Nothing is packed twice, and nothing of ours stands between a file and whoever asks for it.
        .merge(Router::new().route("/files/{id}/{size}", get(attachments::serve)))
        .merge(downloads())
        .with_state(site)
}

/// Files that are packed already.
fn downloads() -> Router<Arc<Site>> {
    Router::new()
        .route("/plans/{slug}/open-data.zip", get(exports::open))
        .route("/plans/{slug}/internal-data.zip", get(exports::internal))
}

/// The pages of moderators.
fn moderators() -> Router<Arc<Site>> {
    use moderation::{
        appeals, case, decide, notifier, pending, queue, sanctions, signals, transmissions, transmit, undo,
    };
    Router::new()
        .route("/moderation", get(queue::list))
        .route("/moderation/signals", get(signals::list))
        .route(
            "/moderation/signals/{kind}",
            get(signals::show).post(signals::set),
        )
        .route("/moderation/count", get(queue::count))
        .route("/moderation/take", post(queue::take))
        .route("/moderation/texts/{item}", get(pending::show))
        .route("/moderation/texts/{item}/publish", post(pending::publish))
        .route("/moderation/texts/{item}/open", post(pending::open))
        .route("/moderation/cases/{id}", get(case::show))
        .route(
            "/moderation/cases/{id}/notices/{notice}",
            get(notifier::ask).post(notifier::look),
        )
        .route("/moderation/cases/{id}/claim", post(case::claim))
        .route("/moderation/cases/{id}/release", post(case::release))
        .route("/moderation/cases/{id}/decide", post(decide::decide))
        .route("/moderation/cases/{id}/second", post(decide::second))
        .route("/moderation/cases/{id}/hold", post(decide::hold))
        .route(
            "/moderation/cases/{id}/transmit",
            get(transmit::ask).post(transmit::transmit),
        )
        .route("/moderation/decisions/{id}/undo", post(undo))
        .route("/moderation/transmissions", get(transmissions::list))
        .route("/moderation/transmissions/{id}", get(transmissions::show))
        .route("/moderation/transmissions/{id}/ask", post(transmissions::ask))
        .route(
            "/moderation/transmissions/{id}/accesses/{access}/confirm",
            post(transmissions::confirm),
        )
        .route(
            "/moderation/transmissions/{id}/accesses/{access}/open",
            post(transmissions::open),
        )
        .route(
            "/moderation/cases/{id}/sanction",
            get(sanctions::show).post(sanctions::impose),
        )
        .route("/moderation/sanctions/{id}/undo", post(sanctions::undo))
        .route("/moderation/appeals", get(appeals::list))
        .route(
            "/moderation/appeals/{id}",
            get(appeals::show).post(appeals::respond),
        )
        .route("/moderation/appeals/{id}/undo", post(appeals::undo))
}

/// The pages of municipal staff.
fn municipal() -> Router<Arc<Site>> {
    use staff::{
        access, answer, answering, answers, dashboard, editor, exports, house_rules, identities,
        organisations, plans as prepared, programs, study, webhooks,
    };
    Router::new()
        .route("/staff", get(dashboard::show))
        .route("/staff/answers", get(answers::list))
        .route("/staff/study", get(study::ask).post(study::study))
        .route("/staff/answers/{id}", get(answer::page))
        .route("/staff/answers/{id}/draft", post(answer::read_again))
        .route(
            "/staff/answers/{id}/{step}",
            get(answer::ask).post(answer::advance),
        )
        .route("/staff/rules", get(house_rules::list))
        .route(
            "/staff/rules/new",
            get(house_rules::ask_new).post(house_rules::make),
        )
        .route(
            "/staff/rules/{id}/retire",
            get(house_rules::ask_retirement).post(house_rules::retire),
        )
        .route("/staff/rules/{id}/restore", post(house_rules::restore))
        .route(
            "/staff/rules/{id}",
            get(house_rules::ask).post(house_rules::revise),
        )
        .route(
            "/staff/organisations",
            get(organisations::list).post(organisations::register),
        )
        .route(
            "/staff/organisations/{id}",
            get(organisations::ask).post(organisations::describe),
        )
        .route("/staff/organisations/{id}/check", post(organisations::check))
        .route("/staff/identities", get(identities::ask).post(identities::look))
        .route("/staff/access", get(access::roles).post(access::give))
        .route("/staff/access/{id}/end", post(access::end))
        .route("/staff/programs", get(programs::list).post(programs::make))
        .route("/staff/programs/{id}/role", post(programs::entrust))
        .route("/staff/programs/{id}/stop", post(programs::stop))
        .route("/staff/webhooks", get(webhooks::list))
        .route("/staff/webhooks/new", get(webhooks::ask).post(webhooks::make))
        .route("/staff/webhooks/{id}", get(webhooks::page).post(webhooks::save))
        .route(
            "/staff/webhooks/{id}/delete",
            get(webhooks::ask_deletion).post(webhooks::delete),
        )
        .route(
            "/staff/webhooks/{id}/deliveries/{delivery}",
            post(webhooks::redeliver),
        )
        .route("/staff/webhooks/{id}/{act}", post(webhooks::act))
        .route("/staff/exports", get(exports::show))
        .route("/staff/plans", get(prepared::list))
        .route("/staff/plans/new", get(prepared::ask).post(prepared::open))
        .route("/staff/plans/{slug}", get(prepared::page))
        .route("/staff/plans/{slug}/preview", get(prepared::preview))
        .route("/staff/plans/{slug}/publish", post(prepared::publish))
        .route("/staff/plans/{slug}/close", post(prepared::close))
        .route("/staff/plans/{slug}/archive", post(prepared::archive))
        .route("/staff/plans/{slug}/suspend", post(prepared::suspend))
        .route("/staff/plans/{slug}/resume", post(prepared::resume))
        .route(
            "/staff/plans/{slug}/answering",
            get(answering::show).post(answering::give),
        )
        .route("/staff/plans/{slug}/answering/{id}/end", post(answering::end))
        .route(
            "/staff/plans/{slug}/{section}",
            get(editor::ask)
                .post(editor::save)
                .layer(DefaultBodyLimit::max(editor::BODY)),
        )
}

/// The pages of facilitators, and what their receipts open.
fn facilitators() -> Router<Arc<Site>> {
    use recordings::{others, receipts};
    Router::new()
        .route("/record", get(recordings::begin).post(recordings::send))
        .route("/record/links", get(links::desk::ask).post(links::desk::confirm))
        .route("/record/words", post(recordings::words))
        .route("/record/check", post(recordings::check))
        .route("/record/{id}/receipt", get(recordings::receipt))
        .route("/receipt", get(receipts::ask).post(receipts::read))
        .route("/receipt/notice", post(others::contest))
        .route("/receipt/contest", post(receipts::contest))
        .route("/receipt/withdraw", post(receipts::withdraw))
}

/// Paper ballots: at the desk, in a person's hands, and what everybody may know of them.
fn paper() -> Router<Arc<Site>> {
    use paper::{ballots, batches, desk, forms as printed};
    Router::new()
        .route("/plans/{slug}/code", get(ballots::ask).post(ballots::cast))
        .route("/plans/{slug}/ballot", get(ballots::own).post(ballots::print_own))
        .route("/plans/{slug}/ballot/back", post(ballots::give_back))
        .route("/plans/{slug}/paper", get(paper::show))
        .route("/plans/{slug}/paper-form", get(printed::blank))
        .route("/record/batches", get(batches::list).post(batches::open))
        .route("/record/batches/{id}", get(batches::show).post(batches::sign))
        .route("/record/batches/{id}/print", get(printed::print))
        .route(
            "/record/batches/{id}/entry",
            get(batches::entry).post(batches::keep),
        )
        .route(
            "/record/batches/{id}/differences",
            get(batches::differences).post(batches::settle),
        )
        .route("/record/ballots", get(desk::choose))
        .route("/record/ballots/{slug}", get(desk::show).post(desk::print))
        .route("/record/ballots/{slug}/hand-out", post(desk::hand_out))
        .route("/record/piles/{id}/revoke", post(desk::revoke))
}

/// The routes of «Ma page».
fn own_pages() -> Router<Arc<Site>> {
    use me::{account, decisions, lookups, mails};
    Router::new()
        .route("/me", get(me::show))
        .route("/me/contributions", get(me::contributions))
        .route("/me/votes", get(me::votes))
        .route("/me/follows", get(me::follows).post(me::unfollow))
        .route("/me/notifications", get(me::notifications).post(me::mark_read))
        .route("/me/mails", get(mails::ask).post(mails::change))
        .route("/me/merges", get(merges::list))
        .route("/me/merges/{id}", post(merges::answer))
        .route("/me/lookups", get(lookups::list))
        .route("/me/notices", get(me::notices))
        .route(
            "/me/notices/{id}/contest",
            get(decisions::ask_notice).post(decisions::contest_notice),
        )
        .route("/me/decisions", get(decisions::list))
        .route(
            "/me/decisions/{id}/contest",
            get(decisions::ask).post(decisions::contest_decision),
        )
        .route(
            "/me/sanctions/{id}/contest",
            get(decisions::ask_sanction).post(decisions::contest_sanction),
        )
        .route("/me/sessions", get(account::sessions))
        .route("/me/sessions/end", post(account::end_all))
        .route("/me/sessions/{id}/end", post(account::end_session))
        .route("/me/again", post(account::again))
        .route("/me/settings", get(account::settings).post(account::update))
        .route("/me/email", post(account::request_email))
        .route(
            "/me/email/{attempt}",
            get(account::type_code).post(account::confirm_email),
        )
        .route("/me/download", get(account::download))
        .route("/me/erase", get(account::ask_erasure).post(account::erase))
}
