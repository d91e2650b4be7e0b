//! Behaviour through the real router, with a database of its own for each test.
//!
//! A test name is a sentence about behaviour that a user would notice. `app::TestApp` is the program; `seed::Town` has
//! the people, and `scene` adds more of them. To test a feature, add its name to [`kinerja::each_feature`] and a
//! module of that name.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]
#![expect(unreachable_pub, reason = "nobody uses a test from outside; its modules say what the others use")]
#![expect(clippy::format_collect, reason = "speed of tests is not in their formatting")]

/// Declares the test module of each feature; `access` returns its rows of the access table.
macro_rules! features {
    ($($feature:ident)*) => {
        $(mod $feature;)*

        /// Returns the rows of the access table, feature by feature.
        fn access_rows() -> Vec<access::Rows> {
            vec![$($feature::access(),)* calibration::access(), paper::access(), import::access(), plan_board::access(), plan_template::access()]
        }
    };
}

kinerja::each_feature!(features);

mod access;
mod accounts;
mod ahead;
mod app;
mod architecture;
mod backup;
mod bad_day;
mod calibration;
mod coverage;
mod database_tls;
mod deploy;
mod doors;
mod edges;
mod export;
mod given;
mod growth;
mod hostile;
mod import;
mod installable;
mod isolation;
mod live;
mod matrix;
mod memory;
mod metrics;
mod migrations;
mod newcomer;
mod objection;
mod openapi;
mod operator;
mod paper;
mod periods;
mod pgbouncer;
mod pilot;
mod plan_board;
mod plan_content;
mod plan_discard;
mod plan_forms;
mod plan_limits;
mod plan_links;
mod plan_model;
mod plan_race;
mod plan_template;
mod refusals;
mod replica;
mod reporting;
mod results;
mod rls;
mod scene;
mod second_step;
mod seed;
mod servers;
mod shared_device;
mod sources;
mod tenant;
mod tls;
mod transfer;
mod trouble;
mod twins;
mod wire;
mod workbook;
