//! What the collector is measured against: an actix-web handler that parses the same JSON and answers 202, and does nothing else.

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Result;
use serde_json::{Value, json};

/// Answers on a free port until the process is killed; prints the address.
///
/// # Errors
/// When there is no port.
pub fn serve() -> Result<()> {
    actix_web::rt::System::new().block_on(async {
        let app = || App::new().route("/{path:.*}", web::post().to(answer));
        let server = HttpServer::new(app).workers(super::WORKERS);
        let server = server.bind(("127.0.0.1", 0))?;
        for address in server.addrs() {
            println!("http://{address}");
        }
        Ok(server.run().await?)
    })
}

async fn answer(body: web::Bytes) -> HttpResponse {
    let Ok(batch) = serde_json::from_slice::<Value>(&body) else {
        return HttpResponse::BadRequest().finish();
    };
    let events = batch["events"].as_array().map_or(0, Vec::len);
    HttpResponse::Accepted().json(json!({ "events": events }))
}
