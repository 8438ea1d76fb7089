//! reqwest-eventsource under test: npx sse-conformance run --command "cargo run --bin reqwest-eventsource"
use std::{sync::Arc, time::Duration};

use drivers::{Answer, Connection, serve};
use futures_util::StreamExt;
use reqwest_eventsource::retry::{ExponentialBackoff, Never};
use reqwest_eventsource::{Error, Event, EventSource, ReadyState};
use serde_json::json;

#[tokio::main(worker_threads = 8)]
async fn main() -> Answer<()> {
    let capabilities: Vec<_> = "event-type event-id last-event-id method headers body signal idle-timeout".split(' ').collect();
    let methods = ["connect", "reconnect"];
    let policies = json!({"redirects": "followed", "noContent": "throws", "serverErrors": "fatal"});
    let subject = json!({"name": "reqwest-eventsource", "version": "0.6.0", "methods": methods, "capabilities": capabilities, "policies": policies});
    serve(subject, connect).await
}

async fn connect(connection: Arc<Connection>) -> Answer<()> {
    let once = connection.order["do"] == "connect";
    let mut source = EventSource::new(connection.request(&[])?)?;
    if once {
        source.set_retry_policy(Box::new(Never));
    } else {
        source.set_retry_policy(Box::new(ExponentialBackoff::new(Duration::from_millis(50), 2.0, Some(Duration::from_secs(5)), None)));
    }
    let mut opened = false;
    while let Some(event) = source.next().await {
        match event {
            Ok(Event::Open) if opened => continue,
            Ok(Event::Open) => connection.say(json!({"open": {"status": 200, "headers": {}}, "lastEventId": ""})),
            Ok(Event::Message(event)) => {
                let last_event_id = source.last_event_id();
                connection.say(json!({"event": {"event": event.event, "data": event.data, "id": event.id}, "lastEventId": last_event_id}));
            }
            Err(Error::StreamEnded) if once => break,
            // reqwest's own error tells whether the request could be built.
            Err(Error::Transport(error)) if source.ready_state() == ReadyState::Closed => return Err(error.into()),
            Err(error) if source.ready_state() == ReadyState::Closed => return Err(error.into()),
            Err(_) => continue,
        }
        opened = true;
        connection.wanted.acquire().await?.forget();
    }
    connection.say(json!({"end": true, "lastEventId": source.last_event_id()}));
    Ok(())
}
