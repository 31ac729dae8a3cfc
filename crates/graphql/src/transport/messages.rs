//! The messages of the `graphql-transport-ws` protocol, and the codes that close a socket.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use bytes::{BufMut, Bytes, BytesMut};
use serde_json::{Map, Value, json};

use super::faults::{Fault, errors_json};

/// The longest identifier of an operation, in bytes.
const ID_BYTES: usize = 128;
/// The longest payload of a `ping` that is sent back, in bytes of JSON.
const ECHO_BYTES: usize = 1024;
/// The longest reason of a close frame: a control frame holds 125 bytes, two of them the code.
const REASON_BYTES: usize = 123;

/// What a client says.
#[derive(Debug)]
pub(crate) enum Said {
    Init(Option<Map<String, Value>>),
    Subscribe(String, Map<String, Value>),
    Complete(String),
    Ping(Option<Value>),
    Pong,
}

/// Why a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The process stops.
    Stopping,
    /// A frame breaks the WebSocket protocol.
    Broken,
    /// A text frame is not UTF-8.
    NotUtf8,
    /// A message is larger than the limit.
    TooLarge,
    /// The session could not be checked, or the house does not answer.
    TryLater,
    /// A message is not one of the protocol.
    Malformed,
    /// An operation came before `connection_ack`.
    Unauthorized,
    /// The visitor may not come in, or its session has ended.
    Forbidden(&'static str),
    /// No common sub-protocol.
    Subprotocol,
    /// `connection_init` did not come in time.
    InitTimeout,
    /// An identifier is in use.
    Duplicate(String),
    /// `connection_init` came twice.
    TooManyInits,
    /// The peer opens or does too much.
    Throttled,
    /// Nothing was heard of the client, not even answers to pings.
    Silent,
    /// Messages wait that the client does not take.
    TooSlow,
}

impl Closing {
    /// The code and the reason, the reason cut to what a close frame holds.
    pub(crate) fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::Stopping => (1001, "Going away".into()),
            Self::Broken => (1002, "Protocol error".into()),
            Self::NotUtf8 => (1007, "Text is not UTF-8".into()),
            Self::TooLarge => (1009, "Message is larger than the limit".into()),
            Self::TryLater => (1013, "Try again later".into()),
            Self::Malformed => (4400, "Invalid message".into()),
            Self::Unauthorized => (4401, "Unauthorized".into()),
            Self::Forbidden(why) => (4403, (*why).into()),
            Self::Subprotocol => (4406, "Subprotocol not acceptable".into()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".into()),
            Self::Silent => (4408, "No answer to pings".into()),
            Self::Duplicate(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests".into()),
            Self::Throttled => (4429, "Too many requests".into()),
            Self::TooSlow => (4429, "Too slow: messages were waiting".into()),
        };
        CloseFrame {
            code,
            reason: Utf8Bytes::from(cut(&reason)),
        }
    }
}

fn cut(reason: &str) -> &str {
    reason
        .get(..reason.floor_char_boundary(REASON_BYTES))
        .unwrap_or_default()
}

impl Said {
    /// Reads a text message; `None` where it is not one of the protocol.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let Ok(Value::Object(mut said)) = serde_json::from_str(text) else {
            return None;
        };
        let payload = said.remove("payload").filter(|payload| !payload.is_null());
        let id = match said.remove("id") {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= ID_BYTES => Some(id),
            Some(_) => return None,
            None => None,
        };
        match (said.get("type")?.as_str()?, payload, id) {
            ("connection_init", None, None) => Some(Self::Init(None)),
            ("connection_init", Some(Value::Object(payload)), None) => Some(Self::Init(Some(payload))),
            ("subscribe", Some(Value::Object(payload)), Some(id)) => Some(Self::Subscribe(id, payload)),
            ("complete", None, Some(id)) => Some(Self::Complete(id)),
            ("ping", payload, None) => Some(Self::Ping(payload)),
            ("pong", _, None) => Some(Self::Pong),
            _ => None,
        }
    }
}

/// `connection_ack`.
pub(crate) fn ack() -> Message {
    Message::Text(Utf8Bytes::from_static(r#"{"type":"connection_ack"}"#))
}

/// `pong`, with the payload of the `ping` where it is short.
pub(crate) fn pong(payload: Option<Value>) -> Message {
    let short = payload.filter(|payload| payload.to_string().len() <= ECHO_BYTES);
    Message::text(match short {
        Some(payload) => json!({"type": "pong", "payload": payload}).to_string(),
        None => r#"{"type":"pong"}"#.to_owned(),
    })
}

/// `next`, around a response that was written as JSON before.
pub(crate) fn next(id: &str, response: &Bytes) -> Message {
    let id = Value::String(id.to_owned()).to_string();
    let mut text = BytesMut::with_capacity(id.len() + response.len() + 40);
    text.put_slice(b"{\"id\":");
    text.put_slice(id.as_bytes());
    text.put_slice(b",\"type\":\"next\",\"payload\":");
    text.put_slice(response);
    text.put_slice(b"}");
    match Utf8Bytes::try_from(text.freeze()) {
        Ok(text) => Message::Text(text),
        // serde_json writes UTF-8 alone; a response that is not cannot be told.
        Err(_) => complete_raw(&id),
    }
}

/// `error`: the operation was refused and is over.
pub(crate) fn error(id: &str, faults: &[Fault], trace_id: &str) -> Message {
    Message::text(json!({"id": id, "type": "error", "payload": errors_json(faults, trace_id)}).to_string())
}

/// `complete`: the operation is over.
pub(crate) fn complete(id: &str) -> Message {
    complete_raw(&Value::String(id.to_owned()).to_string())
}

fn complete_raw(id: &str) -> Message {
    Message::text(format!("{{\"id\":{id},\"type\":\"complete\"}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_messages_of_the_protocol_are_read() {
        for good in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"type":"connection_init","payload":{"authorization":"Bearer x"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#,
            r#"{"type":"complete","id":"1"}"#,
            r#"{"type":"ping","payload":[1]}"#,
            r#"{"type":"pong"}"#,
        ] {
            assert!(Said::read(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "[]",
            "{}",
            "null",
            r#"{"type":1}"#,
            r#"{"type":"start"}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":1,"payload":{}}"#,
            r#"{"type":"subscribe","id":"","payload":{}}"#,
            r#"{"type":"subscribe","payload":{}}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
        ] {
            assert!(Said::read(bad).is_none(), "{bad}");
        }
        let long = json!({"type": "complete", "id": "x".repeat(ID_BYTES + 1)}).to_string();
        assert!(Said::read(&long).is_none());
    }

    #[test]
    fn reasons_fit_a_control_frame_and_end_between_characters() {
        for id in [
            "a".repeat(ID_BYTES),
            "é".repeat(ID_BYTES / 2),
            "a".to_owned() + &"€".repeat(42),
        ] {
            let frame = Closing::Duplicate(id).frame();
            assert_eq!(frame.code, 4409);
            assert!(frame.reason.len() <= REASON_BYTES && frame.reason.len() > REASON_BYTES - 4);
        }
    }

    #[test]
    fn a_response_is_wrapped_without_being_read_again() {
        let Message::Text(text) = next("a\"b", &Bytes::from_static(b"{\"data\":null}")) else {
            panic!()
        };
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            value,
            json!({"id": "a\"b", "type": "next", "payload": {"data": null}})
        );
    }
}
