//! What reqwest is asked for.
use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;

use crate::{Answer, Connection};

impl Connection {
    /// The request as it was ordered. The client's own fields go before those of its caller, which replace them.
    pub fn request(&self, own: &[(&'static str, &str)]) -> Answer<RequestBuilder> {
        let text = |name: &str| self.order[name].as_str().unwrap_or_default().to_owned();
        let idle = self.order["idleTimeout"].as_u64().map_or(Duration::MAX, Duration::from_millis);
        let mut headers = HeaderMap::new();
        for (name, value) in own {
            headers.insert(*name, HeaderValue::from_bytes(value.as_bytes())?);
        }
        for (name, value) in self.order["headers"].as_object().into_iter().flatten() {
            headers.insert(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_bytes(value.as_str().unwrap_or_default().as_bytes())?);
        }
        let request = Client::builder().read_timeout(idle).build()?.request(Method::from_bytes(text("method").as_bytes())?, text("url"));
        Ok(request.headers(headers).body(text("body")))
    }

    /// The bytes for a decoder, which leaves the request to its caller, and what the response has to be.
    pub async fn stream(&self) -> Answer<impl Stream<Item = reqwest::Result<Bytes>> + use<>> {
        let id = self.order["lastEventId"].as_str().unwrap_or_default();
        let own = [("accept", "text/event-stream"), ("cache-control", "no-store"), ("last-event-id", id)];
        let response = self.request(&own[..if id.is_empty() { 2 } else { 3 }])?.send().await?;
        let all = |name| response.headers().get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let headers: HashMap<_, Vec<_>> = response.headers().keys().map(|name| (name.as_str(), all(name))).collect();
        self.say(json!({"open": {"status": response.status().as_u16(), "headers": headers}, "lastEventId": id}));
        let types = headers.get("content-type").map(|values| values.join(",")).unwrap_or_default();
        let unquoted: String = types.split('"').step_by(2).collect();
        let essence = unquoted.rsplit(',').next().and_then(|last| last.split(';').next()).unwrap_or_default();
        if response.status() != 200 || !essence.trim().eq_ignore_ascii_case("text/event-stream") {
            return Err(format!("no event stream: {}, {types}", response.status()).into());
        }
        Ok(response.bytes_stream())
    }
}
