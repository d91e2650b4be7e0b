//! Limits of what one caller may hold at once ([`Quota`]) or do within a time ([`Rate`]), in this process.

use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts what each key holds at once, up to a limit.
#[derive(Debug)]
pub struct Quota<K: Eq + Hash>(Arc<Counts<K>>);

#[derive(Debug)]
struct Counts<K: Eq + Hash> {
    most: usize,
    held: Mutex<HashMap<K, usize>>,
}

impl<K: Eq + Hash> Clone for Quota<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Eq + Hash + Copy> Quota<K> {
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Counts { most, held: Mutex::default() }))
    }

    /// Takes `amount` for a key until the share is dropped; `None` if the key would hold more than the limit.
    pub fn take(&self, key: K, amount: usize) -> Option<Share<K>> {
        let mut share = Share { quota: self.clone(), key, amount: 0 };
        share.grow(amount).then_some(share)
    }
}

/// What a key holds of its quota.
#[derive(Debug)]
pub struct Share<K: Eq + Hash + Copy> {
    quota: Quota<K>,
    key: K,
    amount: usize,
}

impl<K: Eq + Hash + Copy> Share<K> {
    /// Takes more; returns `false`, and takes nothing, if the key would hold more than the limit.
    pub fn grow(&mut self, more: usize) -> bool {
        let counts = &self.quota.0;
        let mut held = counts.held.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = held.get(&self.key).copied().unwrap_or_default().saturating_add(more);
        let fits = sum <= counts.most;
        if fits && sum > 0 {
            held.insert(self.key, sum);
            self.amount += more;
        }
        fits
    }
}

impl<K: Eq + Hash + Copy> Drop for Share<K> {
    fn drop(&mut self) {
        let mut held = self.quota.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let left = held.get(&self.key).copied().unwrap_or_default().saturating_sub(self.amount);
        if left == 0 {
            held.remove(&self.key);
        } else {
            held.insert(self.key, left);
        }
    }
}

/// Entries beyond which those whose time is over are removed.
const MAX_IDLE_ENTRIES: usize = 4096;

/// Counts what each key does, up to a limit within a time.
#[derive(Clone, Debug)]
pub struct Rate<K> {
    most: u32,
    window: SignedDuration,
    /// Since when each key has done how much.
    done: Arc<Mutex<HashMap<K, (Timestamp, u32)>>>,
}

impl<K: Eq + Hash> Rate<K> {
    pub fn new(most: u32, window: SignedDuration) -> Self {
        Self { most, window, done: Arc::default() }
    }

    /// Counts one more for a key.
    ///
    /// # Errors
    /// The seconds to wait if the key has done as much as it may.
    pub fn spend(&self, key: K, now: Timestamp) -> Result<(), i64> {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |since: Timestamp| now.duration_since(since) >= self.window;
        if done.len() > MAX_IDLE_ENTRIES {
            done.retain(|_, (since, _)| !is_over(*since));
        }
        let (since, times) = done.entry(key).or_insert((now, 0));
        if is_over(*since) {
            (*since, *times) = (now, 0);
        }
        if *times >= self.most {
            return Err((self.window - now.duration_since(*since)).as_secs().max(1));
        }
        *times += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_given_back_and_leaves_nothing_behind() {
        let quota = Quota::new(3);
        let mut share = quota.take(7, 2).expect("room");
        assert!(quota.take(7, 2).is_none() && quota.take(8, 3).is_some());
        assert!(share.grow(1) && !share.grow(1));
        drop(share);
        assert!(quota.take(7, 3).is_some());
        assert!(quota.0.held.lock().expect("counts").is_empty());
    }

    #[test]
    fn a_rate_is_used_up_and_comes_back() {
        let rate = Rate::new(2, SignedDuration::from_secs(60));
        let at = |second| Timestamp::from_second(second).expect("a moment");
        assert_eq!([rate.spend(7, at(0)), rate.spend(7, at(20)), rate.spend(7, at(20))], [Ok(()), Ok(()), Err(40)]);
        assert_eq!([rate.spend(8, at(20)), rate.spend(7, at(60))], [Ok(()), Ok(())]);
    }
}
