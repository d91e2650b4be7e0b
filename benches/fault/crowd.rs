//! Senders that send one report after the other, each over a connection of its own.

use super::{Result, client::Connection, history::History};
use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Duration};
use tokio::{task::JoinSet, time::sleep};

/// The pause of a sender after a 503.
const PAUSE: Duration = Duration::from_millis(50);

pub struct Crowd {
    people: JoinSet<Result<()>>,
    over: Rc<Cell<bool>>,
}

impl Crowd {
    pub fn begin(history: &Rc<History>, address: SocketAddr, size: u32) -> Self {
        let over = Rc::new(Cell::new(false));
        let mut people = JoinSet::new();
        for _ in 0..size {
            let (history, over) = (history.clone(), over.clone());
            people.spawn_local(async move {
                let mut connection = Connection::to(address);
                while !over.get() {
                    if !history.report(&mut connection).await? {
                        sleep(PAUSE).await;
                    }
                }
                Ok(())
            });
        }
        Self { people, over }
    }

    /// Waits until everybody has the answer to their last report.
    pub async fn stop(mut self) -> Result<()> {
        self.over.set(true);
        while let Some(one) = self.people.join_next().await {
            one??;
        }
        Ok(())
    }
}
