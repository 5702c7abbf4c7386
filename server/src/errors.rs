//! The one table of everything the server refuses, and its shape on the wire (RFC 9457). It does not decide when to refuse; the handlers do.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;
use std::fmt;
use survey::console::Flaw;

/// Header that says how many calls of a limit are left (IETF RateLimit fields).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// Header that says what a limit allows in which window.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// What a script of another origin may read besides the usual headers.
pub const EXPOSED: &str = "Retry-After, RateLimit, RateLimit-Policy, ETag";

/// Writes the enum of codes and the table behind it from the same lines, so
/// that neither can drift from the other.
macro_rules! table {
    ($($name:ident $code:literal $status:literal $retryable:literal $title:literal;)*) => {
        /// Why something was refused. Clients decide by the code, which never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $title] $name,)* }

        /// Every code with its status, whether trying again can help, and its title.
        pub const TABLE: &[Row] = &[
            $(Row { code: Code::$name, name: $code, status: $status, retryable: $retryable, title: $title },)*
        ];
    };
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The code this line is about.
    pub code: Code,
    /// The code on the wire.
    pub name: &'static str,
    /// HTTP status; for events the status it would have on its own.
    pub status: u16,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// A short sentence for people.
    pub title: &'static str,
}

table! {
    MalformedJson "malformed_json" 400 false "The body is not JSON.";
    UnsupportedVersion "unsupported_version" 400 false "This version of the batch format is not known.";
    InvalidBatch "invalid_batch" 400 false "The batch does not have the expected shape.";
    InvalidRequest "invalid_request" 400 false "The request could not be read.";
    Unauthorized "unauthorized" 401 false "Nobody is signed in.";
    SignInFailed "sign_in_failed" 401 false "The e-mail address or the password is wrong.";
    Forbidden "forbidden" 403 false "Your role does not allow this.";
    CrossSite "cross_site" 403 false "The request came from another site.";
    WrongPassword "wrong_password" 403 false "This is not your present password.";
    OriginNotAllowed "origin_not_allowed" 403 false "The shop does not list this origin.";
    InvalidTestLink "invalid_test_link" 403 false "The address to try things out was not made for this shop here, or is older than a day.";
    ForeignPreview "foreign_preview" 403 false "The preview was not made for this shop here.";
    UnknownShop "unknown_shop" 404 false "There is no shop with this key.";
    NotFound "not_found" 404 false "There is nothing at this address.";
    MethodNotAllowed "method_not_allowed" 405 false "This address does not answer this method.";
    RequestTimeout "request_timeout" 408 true "The request did not arrive in time.";
    AlreadySetUp "already_set_up" 409 false "The first person is there already.";
    EmailTaken "email_taken" 409 false "Another person has this e-mail address.";
    AlreadyMember "already_member" 409 false "This person is in the shop already.";
    PublishedBefore "published_before" 409 false "The prompt was published once.";
    LastOwner "last_owner" 409 false "A shop needs an owner.";
    ExpiredLink "expired_link" 410 false "The link was used before, withdrawn, or is too old.";
    ExpiredPreview "expired_preview" 410 false "The preview is older than a quarter of an hour.";
    EditedMeanwhile "edited_meanwhile" 412 false "Somebody else has changed this meanwhile.";
    BodyTooLarge "body_too_large" 413 false "The body is larger than allowed.";
    TooManyEvents "too_many_events" 413 false "The batch holds more events than allowed.";
    PreviewTooLarge "preview_too_large" 413 false "The draft is too large for the address of a preview.";
    UnsupportedMediaType "unsupported_media_type" 415 false "Send text/plain or application/json.";
    InvalidInput "invalid_input" 422 false "What was sent cannot be taken as it is.";
    InvalidShop "invalid_shop" 422 false "The shop does not have the expected shape.";
    InvalidPrompt "invalid_prompt" 422 false "The prompt does not have the expected shape.";
    InvalidEvent "invalid_event" 422 false "The event does not have the expected shape.";
    InvalidEventId "invalid_event_id" 422 false "The event's id is not a UUID.";
    MissingToken "missing_token" 422 false "The event carries no book token.";
    ForeignToken "foreign_token" 422 false "The book token was not made for this shop here.";
    ExpiredToken "expired_token" 422 false "The book token is older than eight days.";
    UnknownPrompt "unknown_prompt" 422 false "The shop never published this prompt.";
    UnknownVersion "unknown_version" 422 false "The prompt was never published in this version.";
    WrongKind "wrong_kind" 422 false "The value does not fit the kind of the question.";
    ScoreOutOfRange "score_out_of_range" 422 false "The score is outside the question's scale.";
    ChoiceNotOffered "choice_not_offered" 422 false "The question does not offer this choice.";
    TextTooLong "text_too_long" 422 false "The text is longer than the question allows.";
    EmptyAnswer "empty_answer" 422 false "The answer says nothing.";
    InvalidContact "invalid_contact" 422 false "This is no e-mail address or phone number.";
    InvalidContext "invalid_context" 422 false "The event's context does not have the expected shape.";
    IfMatchRequired "if_match_required" 428 false "Say in If-Match which version this is based on.";
    RateLimited "rate_limited" 429 true "Too many requests; wait as long as Retry-After says.";
    Internal "internal" 500 true "The server failed; the request may be repeated.";
    QueueUnavailable "queue_unavailable" 503 true "Events cannot be stored right now; send them again later.";
}

impl Code {
    /// The code's line in the table.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The code with this name on the wire, if there is one.
    pub fn named(name: &str) -> Option<Code> {
        TABLE
            .iter()
            .find(|row| row.name == name)
            .map(|row| row.code)
    }

    /// The code that says best what a bare status means.
    fn for_status(status: StatusCode) -> Code {
        match status.as_u16() {
            401 => Code::Unauthorized,
            403 => Code::OriginNotAllowed,
            404 => Code::NotFound,
            405 => Code::MethodNotAllowed,
            408 => Code::RequestTimeout,
            413 => Code::BodyTooLarge,
            415 => Code::UnsupportedMediaType,
            429 => Code::RateLimited,
            503 => Code::QueueUnavailable,
            400..=499 => Code::InvalidRequest,
            _ => Code::Internal,
        }
    }
}

/// How long to wait and what the limit is; becomes the headers of a 429.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// Name of the limit: `address`, `visitor` or `shop`.
    pub limit: &'static str,
    /// Seconds until the request can succeed, rounded up, at least 1.
    pub seconds: u64,
    /// How much the limit lets through at once.
    pub quota: u32,
    /// Seconds in which that much comes back.
    pub window: u64,
}

/// A refusal of a whole request.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    wait: Option<Box<Wait>>,
    flaws: Box<[Flaw]>,
    edit: Option<Box<Edit>>,
}

/// The change that got in the way of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Whose it was; empty where nobody knows.
    pub by: String,
    /// When, in milliseconds since 1970-01-01.
    pub at: i64,
}

impl Problem {
    /// A refusal; `detail` says what was wrong here and what to do, and holds nothing personal.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Problem {
            code,
            detail: detail.into(),
            wait: None,
            flaws: Box::default(),
            edit: None,
        }
    }

    /// The refusal of a request that met a limit.
    pub fn limited(wait: Wait) -> Self {
        let detail = format!(
            "The {} limit is reached; try again in {} s.",
            wait.limit, wait.seconds
        );
        Problem {
            detail,
            wait: Some(Box::new(wait)),
            ..Problem::new(Code::RateLimited, String::new())
        }
    }

    /// The refusal of something in which this is wrong; clients find it in `problems`.
    pub fn flawed(code: Code, flaws: Vec<Flaw>) -> Self {
        let line = |flaw: &Flaw| match flaw.at.as_str() {
            "" => format!("The body {}.", flaw.what),
            at => format!("{at}: {}.", flaw.what),
        };
        let detail = flaws.iter().map(line).collect::<Vec<_>>().join(" ");
        Problem {
            flaws: flaws.into(),
            ..Problem::new(code, detail)
        }
    }

    /// The refusal of a change that was based on what somebody else has changed; clients find
    /// the other change in `by` and `at`.
    pub fn edited_meanwhile(edit: Edit, detail: impl Into<String>) -> Self {
        Problem {
            edit: Some(Box::new(edit)),
            ..Problem::new(Code::EditedMeanwhile, detail)
        }
    }

    /// Why it was refused.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The problem that stands for an error response of the framework, which has only a status.
    pub fn of_status(status: StatusCode) -> Self {
        let code = Code::for_status(status);
        Problem::new(code, code.row().title)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.row().name, self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.row().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let row = self.code.row();
        let mut response = HttpResponse::build(self.status_code());
        response
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED));
        if let Some(wait) = &self.wait {
            response
                .insert_header((header::RETRY_AFTER, wait.seconds))
                .insert_header((
                    RATE_LIMIT,
                    format!("\"{}\";r=0;t={}", wait.limit, wait.seconds),
                ))
                .insert_header((
                    RATE_LIMIT_POLICY,
                    format!("\"{}\";q={};w={}", wait.limit, wait.quota, wait.window),
                ));
        } else if row.retryable {
            // Clients that know only Retry-After shall back off as well.
            response.insert_header((header::RETRY_AFTER, HeaderValue::from_static("5")));
        }
        let mut body = json!({
            "type": format!("urn:tillside:error:{}", row.name),
            "title": row.title,
            "status": row.status,
            "detail": self.detail,
            "code": row.name,
            "retryable": row.retryable,
        });
        if let Some(wait) = &self.wait {
            body["params"] = json!({ "seconds": wait.seconds.to_string() });
        }
        if !self.flaws.is_empty() {
            body["problems"] = json!(self.flaws);
        }
        if let Some(edit) = &self.edit {
            body["by"] = json!(edit.by);
            body["at"] = json!(edit.at);
        }
        response.body(body.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_and_stand_at_their_own_line() {
        let names: HashSet<_> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for row in TABLE {
            assert_eq!(row.code.row().name, row.name);
            assert_eq!(Code::named(row.name), Some(row.code));
        }
    }

    #[test]
    fn every_line_says_something_and_has_an_error_status() {
        for row in TABLE {
            assert!((400..=599).contains(&row.status), "{}", row.name);
            assert!(row.title.ends_with('.'), "{}", row.name);
            assert!(
                row.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn a_limited_request_is_told_when_to_come_back() {
        let response = Problem::limited(Wait {
            limit: "visitor",
            seconds: 7,
            quota: 100,
            window: 50,
        })
        .error_response();
        assert_eq!(response.status(), 429);
        let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
        assert_eq!(header("retry-after"), Some("7"));
        assert_eq!(header("ratelimit"), Some("\"visitor\";r=0;t=7"));
        assert_eq!(header("ratelimit-policy"), Some("\"visitor\";q=100;w=50"));
        assert_eq!(header("access-control-allow-origin"), Some("*"));
        let exposed = header("access-control-expose-headers").unwrap_or_default();
        assert!(exposed.contains("Retry-After") && exposed.contains("RateLimit"));
    }
}
