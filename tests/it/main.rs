//! Behaviour through the real router on a database of its own per test.
//!
//! A test states a sentence that a person would notice. `app::TestApp` is the program; `seed::Town` the
//! people, `scene` more of them. To test a feature, add its name to
//! [`kinerja::each_feature`] and a module named like it.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]
#![expect(unreachable_pub, reason = "nobody uses a test from outside; its modules say what the others use")]
#![expect(clippy::format_collect, reason = "speed of tests is not in their formatting")]

/// The tests of each feature; `access` gives its rows of the access table.
macro_rules! features {
    ($($feature:ident)*) => {
        $(mod $feature;)*

        /// The rows of the access table, feature by feature.
        fn access_rows() -> Vec<access::Rows> {
            vec![$($feature::access()),*]
        }
    };
}

kinerja::each_feature!(features);

mod access;
mod app;
mod architecture;
mod backup;
mod bad_day;
mod doors;
mod edges;
mod growth;
mod hostile;
mod import;
mod installable;
mod isolation;
mod live;
mod metrics;
mod migrations;
mod newcomer;
mod openapi;
mod operator;
mod periods;
mod pgbouncer;
mod replica;
mod reporting;
mod rls;
mod scene;
mod seed;
mod servers;
mod sources;
mod tenant;
mod tls;
mod trouble;
mod twins;
mod wire;
