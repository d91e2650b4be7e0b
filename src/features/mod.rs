//! One folder per feature, named as a user would name it; a small page may be one file beside its store.

/// Passes the features that people can reach to a macro: each has rows of the access table in the module of its name
/// below `tests/it`.
#[macro_export]
macro_rules! each_feature {
    ($with:ident) => {
        $with! { auth calendar dashboard evaluation feedback follow_up post progress regime skp system team }
    };
}

#[cfg(feature = "ssr")]
pub mod admin;
pub mod auth;
pub mod calendar;
pub mod dashboard;
pub mod evaluation;
pub mod feedback;
pub mod follow_up;
pub mod home;
pub mod org;
pub mod post;
pub mod progress;
pub mod regime;
#[cfg(feature = "ssr")]
pub mod sandbox;
pub mod skp;
pub mod system;
pub mod team;
