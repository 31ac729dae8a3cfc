//! What programs of people read: dates for calendars (RFC 5545), and lists of proposals for feed readers (RFC 4287).

use app::proposals;
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::IntoResponse,
};
use domain::{PageRequest, Timestamp, plans::Plan, proposals::Proposal};
use http::{HeaderValue, StatusCode, header};

use crate::{
    error::Or,
    page::{Answer, Page, show},
    plans::by_slug,
    proposals::{Card, Wanted, is_readable},
    visit::Visit,
};

/// How many proposals a feed holds.
const ENTRIES: u32 = 50;

/// Answers the phases of a plan as events.
pub(crate) async fn phases(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let issuer = &visit.site.house.site.issuer;
    let calendar = calendar(&plan, issuer, visit.cx.now());
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], calendar).into_response())
}

fn calendar(plan: &Plan, issuer: &str, now: Timestamp) -> String {
    let host = issuer.split_once("://").map_or(issuer, |(_, host)| host);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Fabrique//Fabrique//FR".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", text(plan.title.as_str())),
    ];
    for phase in &plan.phases {
        let summary = format!("{} – {}", phase.title, plan.title);
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{host}", phase.id),
            format!("DTSTAMP:{}", instant(now)),
            format!("DTSTART:{}", instant(phase.starts_at)),
            format!("DTEND:{}", instant(phase.ends_at)),
            format!("SUMMARY:{}", text(&summary)),
            format!("URL:{issuer}/plans/{}", plan.slug),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// An instant in UTC: `20261205T170000Z`.
fn instant(at: Timestamp) -> String {
    let whole = at.to_string();
    let seconds = whole.split(['.', 'Z']).next().unwrap_or_default();
    let digits: String = seconds.chars().filter(|one| !matches!(one, '-' | ':')).collect();
    format!("{digits}Z")
}

/// A text as calendars write it (RFC 5545, 3.3.11).
fn text(given: &str) -> String {
    let escaped = given
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,");
    escaped.lines().collect::<Vec<_>>().join("\\n")
}

/// A line, cut before its 76th byte and between characters (RFC 5545, 3.1).
fn folded(line: &str) -> String {
    let mut written = String::with_capacity(line.len() + 2);
    let mut bytes = 0;
    for letter in line.chars() {
        if bytes + letter.len_utf8() > 75 {
            written.push_str("\r\n ");
            bytes = 1;
        }
        written.push(letter);
        bytes += letter.len_utf8();
    }
    written.push_str("\r\n");
    written
}

/// A proposal in a feed.
struct Entry {
    address: String,
    title: String,
    lang: String,
    author: String,
    published: String,
    excerpt: String,
}

#[derive(Template)]
#[template(path = "proposals/feed.xml")]
struct Feed {
    page: Page,
    plan: String,
    /// The address of the list, and of the feed.
    list: String,
    this: String,
    site: String,
    updated: String,
    entries: Vec<Entry>,
}

/// Answers the list of proposals that the same address without `.atom` shows, the newest first.
pub(crate) async fn list(visit: Visit, Path(slug): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let page = visit.page().await;
    let site = visit.site.house.site.issuer.clone();
    let found = match wanted.sought(&plan) {
        Ok(filter) => {
            let request = PageRequest::first(ENTRIES);
            let found = proposals::list(&visit.cx, &filter, proposals::Sort::Newest, &request).await;
            found.or_page(&visit)?.into_items()
        }
        Err(_unsearchable) => Vec::new(),
    };
    let listed = |one: &Proposal| one.number.is_some() && is_readable(one);
    let found: Vec<_> = found.into_iter().filter(listed).collect();
    let times: Vec<_> = found
        .iter()
        .map(|one| one.text.published_at().unwrap_or(one.created_at))
        .collect();
    let authors = Card::authors(&visit, &page, &found).await?;
    let cards = Card::of_all(&visit, &page, found, &[]).await?;
    let entries: Vec<_> = cards
        .into_iter()
        .zip(authors)
        .zip(&times)
        .map(|((card, author), at)| Entry {
            address: format!("{site}{}", card.address),
            title: page.with2(
                "numbered",
                "number",
                i64::from(card.number),
                "title",
                card.title.as_str(),
            ),
            lang: card.lang,
            author,
            published: at.to_string(),
            excerpt: card.excerpt,
        })
        .collect();
    let query = wanted.query(&[]);
    let mark = if query.is_empty() { "" } else { "?" };
    let feed = Feed {
        plan: plan.title.to_string(),
        list: format!("{site}/plans/{}/proposals{mark}{query}", plan.slug),
        this: format!("{site}/plans/{}/proposals.atom{mark}{query}", plan.slug),
        // The same feed until something new is in it.
        updated: times.first().copied().unwrap_or(plan.created_at).to_string(),
        entries,
        site,
        page,
    };
    let mut response = show(StatusCode::OK, &feed);
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_calendars_are_cut_between_characters() {
        let line = format!("SUMMARY:{}", "é".repeat(60));
        let written = folded(&line);
        assert!(written.split("\r\n").all(|part| part.len() <= 75), "{written}");
        assert_eq!(written.replace("\r\n ", "").trim_end(), line);
        assert_eq!(text("a, b; c\\d\ne"), "a\\, b\\; c\\\\d\\ne");
        assert_eq!(
            instant(Timestamp::from_micros(1_796_490_000_500_000)),
            "20261205T170000Z"
        );
    }
}
