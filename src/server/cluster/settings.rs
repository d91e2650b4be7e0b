//! How the cluster is made and run.

/// The arguments of `initdb`. Checksums find a dying disk; the locale is the same on every machine.
pub(super) const INITDB: [&str; 7] = [
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--data-checksums",
    "--auth-local=scram-sha-256",
    "--auth-host=scram-sha-256",
    "--no-instructions",
];
/// Texts are sorted as in Indonesian, also in the databases of tests.
pub(super) const ICU: [&str; 2] = ["--locale-provider=icu", "--icu-locale=id-ID"];

/// The settings of the server beside its socket: it never loses a commit and never logs a value. Of an error it logs no
/// detail, which would quote the row (`terse`). Its log is one file for each day of the week, each written anew.
pub(super) const SETTINGS: [&str; 16] = [
    "listen_addresses=''",
    "unix_socket_permissions=0700",
    "fsync=on",
    "full_page_writes=on",
    "wal_compression=on",
    "shared_buffers=256MB",
    "max_connections=200",
    "log_min_duration_statement=250",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_error_verbosity=terse",
    "logging_collector=on",
    "log_directory=log",
    "log_filename=postgresql-%a.log",
    "log_truncate_on_rotation=on",
    "log_rotation_size=0",
];
