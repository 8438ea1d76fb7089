//! eventsource-stream under test, with reqwest: npx sse-conformance run --command "cargo run --bin eventsource-stream"
use std::sync::Arc;

use drivers::{Answer, Connection, serve};
use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use serde_json::json;

#[tokio::main(worker_threads = 8)]
async fn main() -> Answer<()> {
    let capabilities = "event-type event-id last-event-id response method headers body signal send-last-event-id idle-timeout";
    let capabilities: Vec<_> = capabilities.split(' ').collect();
    let policies = json!({"redirects": "followed", "noContent": "throws"});
    serve(
        json!({"name": "eventsource-stream", "version": "0.2.3", "methods": ["connect"], "capabilities": capabilities, "policies": policies}),
        connect,
    )
    .await
}

async fn connect(connection: Arc<Connection>) -> Answer<()> {
    let mut events = connection.stream().await?.eventsource();
    events.set_last_event_id(connection.order["lastEventId"].as_str().unwrap_or_default());
    loop {
        connection.wanted.acquire().await?.forget();
        let mut answer = match events.next().await.transpose()? {
            Some(event) => json!({"event": {"event": event.event, "data": event.data, "id": event.id}}),
            None => json!({"end": true}),
        };
        answer["lastEventId"] = events.last_event_id().into();
        connection.say(answer);
    }
}
