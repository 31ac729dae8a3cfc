//! The head and foot of every page, and the sentences that templates ask for.

use app::{accounts, notifications};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use domain::{Language, Timestamp, refusal::Fact};
use http::{HeaderValue, StatusCode, header};

use crate::{Persona, assets, error::Failed, visit::Visit};

/// What every template knows.
pub(crate) struct Page {
    language: Language,
    /// The name of the town.
    pub(crate) town: String,
    /// The path and query of this page.
    pub(crate) address: String,
    /// The name of whoever is signed in.
    pub(crate) viewer: Option<String>,
    /// Whether they work on a queue of moderation.
    pub(crate) moderates: bool,
    /// Whether they work for the town, or answer for an organisation.
    pub(crate) staffs: bool,
    /// Where what was passed on to the authorities is, for those who may know it.
    pub(crate) copies: Option<&'static str>,
    /// Whether they record the words of others.
    pub(crate) records: bool,
    /// How much they were told of and have not read.
    pub(crate) unread: u64,
    /// In the demo: whom one can enter as.
    pub(crate) personas: Vec<Persona>,
    /// Whether `/demo/mail` shows the mails.
    pub(crate) shows_mail: bool,
    /// The sentence of what has just been done.
    pub(crate) done: Option<String>,
    /// The address of the site, without a slash at its end.
    site: String,
    now: Timestamp,
}

impl Page {
    /// The page of a visit.
    pub(crate) async fn of(visit: &Visit, done: Option<&str>) -> Self {
        let (cx, site) = (&visit.cx, &visit.site);
        let (mut viewer, mut unread) = (None, 0);
        if visit.is_signed_in() {
            // A page is not lost for its head.
            viewer = accounts::me(cx)
                .await
                .ok()
                .flatten()
                .map(|account| account.display_name.to_string());
            unread = notifications::unread_count(cx).await.unwrap_or(0);
        }
        let language = cx.language.clone();
        let done = done.and_then(|name| messages::sentence(&format!("done-{name}"), [], &language));
        Self {
            language,
            town: site.town.clone(),
            address: visit.address.clone(),
            viewer,
            moderates: crate::moderation::works(visit),
            staffs: crate::staff::works(visit),
            copies: app::moderation::guards_copies(&cx.actor).then_some("/moderation/transmissions"),
            records: crate::recordings::records(visit),
            unread,
            personas: site.personas.clone(),
            shows_mail: site.shows_mail,
            done,
            site: site.house.site.issuer.clone(),
            now: cx.now(),
        }
    }

    /// The page of a request that never became a visit.
    pub(crate) fn bare(site: &crate::Site, now: Timestamp) -> Self {
        Self {
            language: Language::French,
            town: site.town.clone(),
            address: "/".to_owned(),
            viewer: None,
            moderates: false,
            staffs: false,
            copies: None,
            records: false,
            unread: 0,
            personas: site.personas.clone(),
            shows_mail: site.shows_mail,
            done: None,
            site: site.house.site.issuer.clone(),
            now,
        }
    }

    /// Writes the page in this language.
    pub(crate) fn speak(&mut self, language: Language) {
        self.language = language;
    }

    /// The tag of the page's language.
    pub(crate) fn lang(&self) -> &str {
        self.language.tag()
    }

    /// The direction of a text in this language.
    #[expect(clippy::unused_self, reason = "templates ask their page")]
    pub(crate) fn direction(&self, tag: &str) -> &'static str {
        let primary = tag.split('-').next().unwrap_or_default();
        let leftwards = ["ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb"].contains(&primary);
        if leftwards { "rtl" } else { "ltr" }
    }

    /// The address of this page without what narrows it, as others link to it.
    pub(crate) fn canonical(&self) -> String {
        let path = self.address.split('?').next().unwrap_or_default();
        format!("{}{path}", self.site)
    }

    /// The address of the picture that other sites show beside a link to this page, where pictures are drawn.
    pub(crate) fn picture(&self) -> Option<String> {
        crate::share_cards::are_drawn().then(|| format!("{}/card.png", self.canonical()))
    }

    /// The language of the page, as Open Graph names it.
    pub(crate) fn locale(&self) -> &'static str {
        if self.is_in("fr") { "fr_FR" } else { "en_GB" }
    }

    /// Whether the page is in this language.
    pub(crate) fn is_in(&self, tag: &str) -> bool {
        self.lang() == tag
    }

    /// The sentence of this id.
    pub(crate) fn t(&self, id: &str) -> String {
        self.say(id, &[])
    }

    /// The same, with one fact.
    pub(crate) fn with(&self, id: &str, name: &str, value: impl Told) -> String {
        self.say(id, &[(name, value.fact())])
    }

    /// The same, with two facts.
    pub(crate) fn with2(
        &self,
        id: &str,
        name: &str,
        value: impl Told,
        other: &str,
        second: impl Told,
    ) -> String {
        self.say(id, &[(name, value.fact()), (other, second.fact())])
    }

    /// The sentence of this id, where there is one.
    pub(crate) fn find(&self, id: &str) -> Option<String> {
        messages::sentence(id, [], &self.language)
    }

    fn say(&self, id: &str, facts: &[(&str, Fact)]) -> String {
        let facts = facts.iter().map(|(name, fact)| (*name, fact));
        messages::sentence(id, facts, &self.language).unwrap_or_else(|| id.to_owned())
    }

    /// The day of an instant in Paris: «5 décembre 2026».
    pub(crate) fn day(&self, at: Timestamp) -> String {
        messages::day(at, &self.language)
    }

    /// An instant in Paris: «5 décembre 2026 à 18:00».
    pub(crate) fn when(&self, at: Timestamp) -> String {
        messages::written(at, &self.language)
    }

    /// Until when something lasts: «10 décembre 2026», «5 décembre 2026 à 18:00».
    pub(crate) fn until(&self, end: Timestamp) -> String {
        messages::until(end, &self.language)
    }

    /// The last day of what lasts until an instant.
    pub(crate) fn last_day(&self, end: Timestamp) -> String {
        messages::last_day(end, &self.language)
    }

    /// How long until an instant, in days: «il reste 12 jours», «dernier jour».
    pub(crate) fn left(&self, until: Timestamp) -> String {
        const DAY: i64 = 86_400_000_000;
        let left = (until.micros() - self.now.micros()).max(0) / DAY;
        self.with("time-left", "days", left)
    }

    /// Euros as they are written in the page's language.
    pub(crate) fn euros(&self, cents: i64) -> String {
        messages::euros(u64::try_from(cents).unwrap_or(0), &self.language)
    }

    /// A number as it is written in the page's language.
    pub(crate) fn number(&self, number: u64) -> String {
        messages::number(number, &self.language)
    }

    /// The address of a style or script.
    #[expect(clippy::unused_self, reason = "templates ask their page")]
    pub(crate) fn asset(&self, plain: &str) -> String {
        assets::address(plain).unwrap_or_default()
    }

    /// The address of the font that text waits for, if it was built in.
    #[expect(clippy::unused_self, reason = "templates ask their page")]
    pub(crate) fn font(&self) -> Option<String> {
        assets::address("text.woff2")
    }
}

/// What a sentence may be told, as handlers and templates hold it.
pub(crate) trait Told {
    /// The fact.
    fn fact(self) -> Fact;
}

impl Told for &str {
    fn fact(self) -> Fact {
        self.into()
    }
}

impl Told for &&str {
    fn fact(self) -> Fact {
        (*self).into()
    }
}

macro_rules! told {
    ($($number:ty),*) => {$(
        impl Told for $number {
            fn fact(self) -> Fact {
                Fact::Number(i64::try_from(self).unwrap_or(i64::MAX))
            }
        }
        impl Told for &$number {
            fn fact(self) -> Fact {
                (*self).fact()
            }
        }
    )*};
}

told!(i32, i64, u16, u32, u64, usize);

/// Writes a template as an answer; `status` is 200 but for forms that come back.
pub(crate) fn show(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let mut response = (status, Html(html)).into_response();
            let head = response.headers_mut();
            head.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, no-cache"),
            );
            head.insert(
                header::VARY,
                HeaderValue::from_static("cookie, accept-language, accept-encoding"),
            );
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// What a handler answers.
pub(crate) type Answer = Result<Response, Failed>;

/// Writes a template with status 200.
#[expect(clippy::unnecessary_wraps, reason = "handlers end with it")]
pub(crate) fn ok(template: &impl Template) -> Answer {
    Ok(show(StatusCode::OK, template))
}
