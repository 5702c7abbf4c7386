//! Traces for an OpenTelemetry collector: a span for each request, with the append to the queue in it, and one for each turn of the drain, with the write to the store in it. They name routes and counts, nobody and nothing else.

use crate::config::LogFormat;
use anyhow::Context;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::io::IsTerminal;
use std::time::Duration;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// How long the collector may take for what it is sent.
const PATIENCE: Duration = Duration::from_secs(3);

/// What sends spans, from a thread of its own. Dropping it sends the last ones.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins logging for the whole process, and sending spans to the collector at `endpoint`.
    ///
    /// # Errors
    /// When the address cannot be used, or logging has begun already.
    pub fn start(endpoint: &str, format: LogFormat, filter: Targets) -> anyhow::Result<Self> {
        let traces = Self::to(endpoint)?;
        let lines = fmt::layer()
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr);
        let lines = match format {
            LogFormat::Text => lines.boxed(),
            LogFormat::Json => lines.json().boxed(),
        };
        registry()
            .with(lines.with_filter(filter))
            .with(traces.layer())
            .try_init()?;
        Ok(traces)
    }

    fn to(endpoint: &str) -> anyhow::Result<Self> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .with_timeout(PATIENCE)
            .build()
            .context("--otlp-endpoint cannot be used")?;
        let resource = Resource::builder().with_service_name("tillside").build();
        Ok(Traces(
            SdkTracerProvider::builder()
                .with_batch_exporter(exporter)
                .with_resource(resource)
                .build(),
        ))
    }

    /// What makes spans of ours into those of OpenTelemetry, whatever is logged.
    fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let ours = Targets::new().with_target("tillside_server", LevelFilter::DEBUG);
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("tillside"))
            .with_location(false)
            .with_threads(false)
            .with_filter(ours)
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            eprintln!("tillside: the last traces were not sent: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;

    /// The body of the first request that comes.
    fn first_body(listener: &TcpListener) -> anyhow::Result<(String, Vec<u8>)> {
        let (stream, _) = listener.accept()?;
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head)?;
        }
        let length = head
            .to_lowercase()
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok())
            .context("no length")?;
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        reader.get_mut().write_all(answer)?;
        Ok((head, body))
    }

    #[test]
    fn spans_go_to_the_collector_with_their_names_also_where_nothing_is_logged()
    -> anyhow::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let collector = std::thread::spawn(move || first_body(&listener));
        let traces = Traces::to(&endpoint)?;
        let subscriber = registry().with(traces.layer());
        tracing::subscriber::with_default(subscriber, || {
            let request = tracing::info_span!("request", id = "0af7651916cd43dd");
            let _in_request = request.enter();
            tracing::debug_span!("append", entries = 2).in_scope(|| {});
        });
        drop(traces);
        let (head, body) = collector
            .join()
            .map_err(|_| anyhow::anyhow!("the collector panicked"))??;
        assert!(head.starts_with("POST /v1/traces "), "{head}");
        for word in ["tillside", "request", "append", "0af7651916cd43dd"] {
            let found = body.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(found, "{word} was not sent");
        }
        Ok(())
    }
}
