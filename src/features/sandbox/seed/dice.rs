//! Seeded random numbers: the same seed gives the same agency, on every machine.

use jiff::Timestamp;
use rand::{
    Rng, RngCore, SeedableRng,
    distr::uniform::{SampleRange, SampleUniform},
};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// A stream of random numbers for one part of the agency, so that a change in one part leaves the others alone.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Returns the stream of a part. Two agencies of one installation differ by name, so that their ids never collide.
    pub(crate) fn new(seed: u64, agency: &str, part: &str) -> Self {
        let digest = Sha256::new()
            .chain_update(seed.to_be_bytes())
            .chain_update(part)
            .chain_update([0])
            .chain_update(agency)
            .finalize();
        Self(ChaCha8Rng::from_seed(digest.into()))
    }

    pub(crate) fn within<T: SampleUniform, R: SampleRange<T>>(&mut self, range: R) -> T {
        self.0.random_range(range)
    }

    /// Returns true in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Returns one of the items, of which there is at least one.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.0.random_range(0..items.len())]
    }

    /// Returns one of the items with a probability by its weight.
    pub(crate) fn weighted<'a, T>(&mut self, items: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        let total: u32 = items.iter().map(&weight).sum();
        let mut left = self.0.random_range(0..total.max(1));
        for item in items {
            let own = weight(item);
            if left < own {
                return item;
            }
            left -= own;
        }
        &items[0]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.0.random_range(0..=last));
        }
    }

    /// Returns a `UUIDv7` as if it had been made at that time.
    pub(crate) fn id(&mut self, at: Timestamp) -> Uuid {
        let mut chance = [0; 10];
        self.0.fill_bytes(&mut chance);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }
}
