//! Reports that a mail could not be delivered (RFC 3464): read from what the mail server pipes in.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// The most ids that are taken from one report.
const MOST_IDS: usize = 50;

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The ids of mails that it names, as they are written.
    pub message_ids: Vec<String>,
    /// The status of the delivery: `5.1.1`.
    pub status: String,
}

impl Report {
    /// Reads a mail; `None` when it is no report of a failure for good: an answer of a person, a delay, a success.
    pub fn read(mail: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(mail)?;
        let failed = message
            .parts
            .iter()
            .filter(|part| is_of(part, "message", "delivery-status"))
            .filter_map(|part| part_text(mail, part))
            .find_map(|text| failure(&text))?;
        let mut message_ids = Vec::new();
        name_ids(&message, mail, &mut message_ids);
        message_ids.truncate(MOST_IDS);
        Some(Self {
            message_ids,
            status: failed,
        })
    }
}

fn is_of(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|of| {
        of.ctype().eq_ignore_ascii_case(kind) && of.subtype().is_some_and(|s| s.eq_ignore_ascii_case(subtype))
    })
}

/// A part as text, whatever the parser took it for.
fn part_text(mail: &[u8], part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(text.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        PartType::Message(_) | PartType::Multipart(_) => {
            let (from, to) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
            mail.get(from..to)
                .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

/// The status of the first recipient for whom delivery failed for good.
fn failure(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").find_map(|group| {
        let field = |name: &str| {
            group.lines().find_map(|line| {
                let (field, value) = line.split_once(':')?;
                field.trim().eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let failed = field("Action")?.eq_ignore_ascii_case("failed");
        let status = field("Status")?.split([' ', '(']).next().unwrap_or_default();
        (failed && status.starts_with("5.")).then(|| status.to_owned())
    })
}

/// Collects the ids of the mail that came back: from the copy of it, from its headers alone, and from what the report
/// answers to.
fn name_ids(message: &Message<'_>, mail: &[u8], ids: &mut Vec<String>) {
    for part in &message.parts {
        if let PartType::Message(inner) = &part.body {
            ids.extend(inner.message_id().map(str::to_owned));
        } else if is_of(part, "text", "rfc822-headers") {
            let headers = part_text(mail, part).unwrap_or_default();
            let parsed = MessageParser::default().parse(headers.as_bytes());
            ids.extend(parsed.and_then(|parsed| parsed.message_id().map(str::to_owned)));
        }
    }
    for header in [message.in_reply_to(), message.references()] {
        ids.extend(
            header
                .as_text_list()
                .into_iter()
                .flatten()
                .map(ToString::to_string),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(action: &str, status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: ne-pas-repondre@fabrique.example\r\nSubject: Undelivered\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; awa@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 No such user\r\n\r\n--b\r\n{original}\r\n--b--\r\n"
        )
    }

    const WHOLE: &str = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <n.1.2@fabrique.example>\r\nSubject: x\r\n\r\nBonjour\r\n";
    const HEADERS: &str =
        "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <n.1.2@fabrique.example>\r\nSubject: x\r\n";

    #[test]
    fn a_failure_names_the_mail_that_came_back() {
        for original in [WHOLE, HEADERS] {
            let read = Report::read(report("failed", "5.1.1", original).as_bytes()).unwrap();
            assert_eq!(read.status, "5.1.1");
            assert_eq!(read.message_ids, ["n.1.2@fabrique.example"], "{original}");
        }
    }

    #[test]
    fn a_delay_a_success_and_an_answer_are_no_failure() {
        for (action, status) in [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2")] {
            assert_eq!(
                Report::read(report(action, status, WHOLE).as_bytes()),
                None,
                "{action}"
            );
        }
        assert_eq!(
            Report::read(b"Subject: Re: bonjour\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n"),
            None
        );
        assert_eq!(Report::read(b""), None);
    }
}
