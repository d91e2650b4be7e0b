//! Argon2id outside of the async runtime: hashing takes tens of milliseconds and would block other requests.

use super::capacity::Capacity;
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use std::sync::{Arc, Mutex, PoisonError};

/// The length of a salt in bytes.
const SALT_BYTES: usize = 16;

/// Hashes passwords, as many at once as leave one processor free for other requests; refuses with
/// [`HashingFailed`] when too many wait already.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Capacity,
    /// The memory of the places that are idle. It is reused: the allocator does not give back aligned blocks of 19 MiB.
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
}

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
        Self { places: Capacity::new((processors - 1).max(1), waiting), memory: Arc::default() }
    }

    /// Returns a hash to store.
    ///
    /// # Errors
    /// When too many wait, the system gives no randomness or the runtime is going down.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.work(move |memory| {
            let mut salt = [0; SALT_BYTES];
            getrandom::fill(&mut salt).ok()?;
            hash(&password, &Argon2::default(), &Salt::new(&salt).ok()?, memory).map(|hash| hash.to_string())
        })
        .await?
        .ok_or(HashingFailed::Broken)
    }

    /// Returns whether a password matches a hash. Without a hash the same work is done, so that the time does not show
    /// which names exist.
    ///
    /// # Errors
    /// When too many wait or the runtime is going down.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        self.work(move |memory| {
            let is_right = hash.as_deref().and_then(|hash| is_right(&password, hash, memory));
            is_right.unwrap_or_else(|| {
                let _ =
                    Salt::new(&[0; SALT_BYTES]).map(|salt| self::hash(&password, &Argon2::default(), &salt, memory));
                false
            })
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, HashingFailed> {
        let permit = self.places.permit().await.ok_or(HashingFailed::Busy)?;
        let idle = self.memory.clone();
        let worked = move || {
            // Held until the work ends: a cancelled request does not stop it.
            let _permit = permit;
            let mut memory = idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let outcome = work(&mut memory);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            outcome
        };
        tokio::task::spawn_blocking(worked).await.map_err(|_| HashingFailed::Broken)
    }
}

/// Returns the hash of a password; `None` for parameters that Argon2 refuses.
fn hash(password: &str, argon2: &Argon2<'_>, salt: &Salt, memory: &mut Vec<Block>) -> Option<PasswordHash> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let mut out = [0; Output::MAX_LENGTH];
    let out = out.get_mut(..argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))?;
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut memory[..blocks]).ok()?;
    Some(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params()).ok()?,
        salt: Some(*salt),
        hash: Some(Output::new(out).ok()?),
    })
}

/// Returns whether a password matches a stored hash; `None` if that is no hash of [`hash`].
fn is_right(password: &str, stored: &str, memory: &mut Vec<Block>) -> Option<bool> {
    let stored = PasswordHash::new(stored).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::try_from(&stored).ok()?);
    let computed = hash(password, &argon2, stored.salt.as_ref()?, memory)?;
    // The comparison takes the same time wherever the first difference is.
    Some(computed == stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_memory_of_a_place_is_used_again_and_gives_the_same_hash() {
        let passwords = Passwords::new(64);
        let hashes: Vec<String> =
            futures::future::try_join_all((0..8).map(|_| passwords.hash("perahu".to_owned()))).await.expect("hashes");
        for hash in &hashes {
            assert!(passwords.verify("perahu".to_owned(), Some(hash.clone())).await.expect("a comparison"));
            assert!(!passwords.verify("sampan".to_owned(), Some(hash.clone())).await.expect("a comparison"));
        }
        assert!(!passwords.verify("perahu".to_owned(), None).await.expect("a comparison"));
        let places = std::thread::available_parallelism().map_or(1, |processors| (processors.get() - 1).max(1));
        assert!(passwords.memory.lock().expect("memory").len() <= places);
    }

    #[tokio::test]
    async fn a_hash_of_the_crates_own_making_is_accepted() {
        use argon2::PasswordHasher;
        let hash = Argon2::default().hash_password(b"perahu").expect("a hash").to_string();
        let is_right = Passwords::new(1).verify("perahu".to_owned(), Some(hash)).await;
        assert!(is_right.expect("a comparison"));
    }
}
