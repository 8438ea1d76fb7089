//! sse-core under test, with reqwest: npx sse-conformance run --command "cargo run --bin sse-core"
use std::{num::NonZeroUsize, sync::Arc};

use drivers::{Answer, Connection, serve};
use futures_util::StreamExt;
use serde_json::{Value, json};
use sse_core::{SseDecoder, SseEvent, SseStream};

#[tokio::main(worker_threads = 8)]
async fn main() -> Answer<()> {
    let capabilities = "event-type event-id last-event-id reconnection-time response method headers body signal send-last-event-id idle-timeout";
    let capabilities: Vec<_> = capabilities.split(' ').collect();
    let policies = json!({"redirects": "followed", "noContent": "throws"});
    serve(json!({"name": "sse-core", "version": "0.2.3", "methods": ["connect"], "capabilities": capabilities, "policies": policies}), connect).await
}

async fn connect(connection: Arc<Connection>) -> Answer<()> {
    let id = connection.order["lastEventId"].as_str().map(Arc::from);
    let mut events = SseStream::with_decoder(SseDecoder::with_limit(NonZeroUsize::MAX));
    events.attach_with_id(connection.stream().await?.boxed(), id);
    let mut reconnection_time = Value::Null;
    loop {
        connection.wanted.acquire().await?.forget();
        let mut answer = loop {
            match events.next().await.transpose()? {
                Some(SseEvent::Retry(time)) => reconnection_time = time.into(),
                Some(SseEvent::Message(event)) => {
                    break json!({"event": {"event": event.event, "data": event.data, "id": event.last_event_id.as_deref()}});
                }
                None => break json!({"end": true}),
            }
        };
        answer["lastEventId"] = events.last_event_id().map_or("", |id| id).into();
        answer["reconnectionTime"] = reconnection_time.clone();
        connection.say(answer);
    }
}
