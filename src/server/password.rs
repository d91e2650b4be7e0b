//! Argon2id outside of the async runtime: hashing takes tens of milliseconds and would block other requests.

use super::capacity::Capacity;
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};

/// Hashes passwords, as many at once as leave one processor free for other requests; refuses with
/// [`HashingFailed`] when too many wait already.
#[derive(Clone, Debug)]
pub struct Passwords(Capacity);

#[derive(Debug, thiserror::Error)]
pub enum HashingFailed {
    #[error("too many passwords at once")]
    Busy,
    #[error("password hashing failed")]
    Broken,
}

impl Passwords {
    /// Returns a hasher with `waiting` slots in its queue.
    pub fn new(waiting: usize) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Capacity::new((processors - 1).max(1), waiting))
    }

    /// Returns a hash to store.
    ///
    /// # Errors
    /// When too many wait, the system gives no randomness or the runtime is going down.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.work(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| HashingFailed::Broken)
        })
        .await?
    }

    /// Returns whether a password matches a hash. Without a hash the same work is done, so that the time does not show
    /// which names exist.
    ///
    /// # Errors
    /// When too many wait or the runtime is going down.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        self.work(move || {
            if let Some(Ok(hash)) = hash.as_deref().map(PasswordHash::new) {
                Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
            } else {
                let _ = Argon2::default().hash_password(password.as_bytes());
                false
            }
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashingFailed> {
        let permit = self.0.permit().await.ok_or(HashingFailed::Busy)?;
        let worked = move || {
            // Held until the work ends: a cancelled request does not stop it.
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(worked).await.map_err(|_| HashingFailed::Broken)
    }
}
