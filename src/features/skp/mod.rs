//! Plans (Sasaran Kinerja Pegawai): what each person is to achieve in a year.

#[cfg(feature = "ssr")]
pub mod action;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
mod store;
