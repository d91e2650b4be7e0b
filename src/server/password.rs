//! Argon2id off the runtime: hashing takes tens of milliseconds and would starve everybody else.

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Hashes at most as many passwords at once as there are processors.
#[derive(Clone, Debug)]
pub struct Passwords(Arc<Semaphore>);

#[derive(Debug, thiserror::Error)]
#[error("password hashing failed")]
pub struct HashingFailed;

impl Default for Passwords {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Arc::new(Semaphore::new(processors)))
    }
}

impl Passwords {
    /// A hash to store.
    ///
    /// # Errors
    /// When the system gives no randomness or the runtime is going down.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.work(move || {
            Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| HashingFailed)
        })
        .await?
    }

    /// Whether a password fits a hash. Without a hash the same work is done, so that the time tells nothing
    /// about which names exist.
    ///
    /// # Errors
    /// When the runtime is going down.
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
        let _permit = self.0.acquire().await.map_err(|_| HashingFailed)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| HashingFailed)
    }
}
