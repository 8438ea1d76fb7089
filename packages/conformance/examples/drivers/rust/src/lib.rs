//! A driver's side of the protocol, for clients that run in a task of tokio.
mod requests;

use std::{collections::HashMap, error::Error, sync::Arc};

use reqwest::header::InvalidHeaderName;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

pub type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub struct Connection {
    pub order: Value,
    pub wanted: Arc<Semaphore>,
}

impl Connection {
    pub fn say(&self, mut answer: Value) {
        answer["id"] = self.order["id"].clone();
        println!("{answer}");
    }
}

/// Runs each connection as a task, which is aborted when the connection is left.
pub async fn serve<F: Future<Output = Answer<()>> + Send + 'static>(subject: Value, connect: fn(Arc<Connection>) -> F) -> Answer<()> {
    println!("{subject}");
    let mut connections: HashMap<_, (Arc<Connection>, AbortHandle)> = HashMap::new();
    let mut orders = BufReader::new(stdin()).lines();
    while let Some(line) = orders.next_line().await? {
        let order: Value = serde_json::from_str(&line)?;
        let id = order["id"].as_u64();
        if order["do"] == "next" {
            connections[&id].0.wanted.add_permits(1);
        } else if let Some((_, task)) = connections.get(&id) {
            task.abort();
        } else {
            let connection = Arc::new(Connection { order, wanted: Arc::new(Semaphore::new(0)) });
            let task = tokio::spawn(connect(connection.clone()));
            connections.insert(id, (connection.clone(), task.abort_handle()));
            tokio::spawn(async move {
                if let Err(error) = task.await.unwrap_or_else(|lost| Err(lost.into())) {
                    let unsent = error.is::<InvalidHeaderName>() || error.downcast_ref().is_some_and(reqwest::Error::is_builder);
                    connection.say(json!({"error": error.to_string(), "type": if unsent { "TypeError" } else { "Error" }}));
                }
            });
        }
    }
    Ok(())
}
