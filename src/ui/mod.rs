//! The looks of everything: no rule, no server function, no data of its own.
//!
//! Each component draws one root class in the kebab-case of its name, styled by the partial of the same file name in
//! `style/ui`. Words, numbers and dates arrive complete: [`mod@format`] and [`plot`] prepare them on the server, so
//! that server and browser draw the same and the browser contains no formatting.

pub mod address;
pub mod avatar;
pub mod awake;
pub mod chart;
pub mod empty;
pub mod field;
pub mod form;
pub mod format;
pub mod icon;
pub mod json;
pub mod live;
pub mod notice;
pub mod plot;
pub mod prose;
pub mod rows;
pub mod scroll;
pub mod shell;
pub mod status;
pub mod submission;
pub mod table;
