//! `kinerja user invite`: one person, or everybody who cannot sign in yet.

use crate::{
    boot::cli::{Failure, the_agency},
    domain::account::normal_login,
    error::Error,
    features::auth::{
        accounts::{ManyInvitations, PersonalInvitation, invite_all, letters, link, table, until},
        action,
    },
    server::{clock::Clock, config::public_url, operator::act},
};
use sqlx::PgConnection;
use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("files").args(["to", "letters"]).multiple(true)))]
pub(in crate::boot::cli) struct Args {
    /// The name or NIP to sign in with.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    login: Option<String>,
    /// Invite every employee with a NIP and a post who cannot sign in yet.
    #[arg(long, requires = "files")]
    all: bool,
    /// With --all: only the people of the unit of this name and of the units below it.
    #[arg(long, requires = "all")]
    unit: Option<String>,
    /// Write the invitations to this new file, as CSV.
    #[arg(long)]
    to: Option<PathBuf>,
    /// Write a printable letter with a QR code for each person to this new file, as HTML.
    #[arg(long)]
    letters: Option<PathBuf>,
    /// The agency, if there are several.
    #[arg(long)]
    agency: Option<String>,
    /// The public address with which the links begin [default: the one that the server listens on].
    #[arg(long, env = "KINERJA_PUBLIC_URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Address that the server listens on.
    #[arg(long, env = "LEPTOS_SITE_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
}

pub(super) async fn run(db: &mut PgConnection, args: Args) -> Result<(), Failure> {
    let Args { login, all: _, unit, to, letters: printed, agency, public_url, addr } = args;
    if public_url.is_none() && (to.is_some() || printed.is_some()) {
        return Err(format!(
            "links to http://{addr} would lead nowhere on people's phones: set KINERJA_PUBLIC_URL (--public-url) to the \
             address that they open"
        )
        .into());
    }
    let base = public_url.unwrap_or_else(|| own_address(addr));
    let (agency, zone) = the_agency(db, agency.as_deref()).await?;
    let name = crate::features::org::store::agencies(db, None).await?.into_iter().find(|row| row.id == agency);
    let name = name.map(|row| row.name).unwrap_or_default();
    // Made first: a link that cannot be written is lost.
    let files = (to.as_deref().map(private_file).transpose()?, printed.as_deref().map(private_file).transpose()?);
    let now = Clock::System.now();
    let invited: Result<_, Failure> = if let Some(login) = &login {
        let invited = act(db, agency, now, async |db| action::invite(db, agency, login, now).await).await;
        let invited = invited.map_err(|error| match error {
            Error::NotFound => {
                let login = normal_login(login);
                format!("nobody can be invited as {login}: no account and no employee with this NIP").into()
            }
            Error::Invalid(_) => format!(
                "{} has an account already, in another agency or a disabled one: see `kinerja user list` and `user enable`",
                normal_login(login)
            )
            .into(),
            other => Failure::from(other),
        });
        invited.map(|invitation| ManyInvitations { invitations: vec![invitation], elsewhere: vec![] })
    } else {
        let invited = act(db, agency, now, async |db| invite_all(db, agency, unit.as_deref(), now).await).await;
        invited.map_err(|error| match error {
            Error::NotFound => {
                format!("the agency does not have exactly one unit named {:?}", unit.unwrap_or_default()).into()
            }
            other => Failure::from(other),
        })
    };
    let ManyInvitations { invitations, elsewhere } = invited.inspect_err(|_| {
        // Empty, they would refuse the next try.
        for path in [&to, &printed].into_iter().flatten() {
            let _ = fs::remove_file(path);
        }
    })?;
    if let (Some(mut file), Some(path)) = (files.0, &to) {
        let rows = table(zone, &base, &invitations)?;
        file.write_all(rows.as_bytes()).map_err(unwritable(path))?;
    }
    if let (Some(mut file), Some(path)) = (files.1, &printed) {
        file.write_all(letters(&name, zone, &base, &invitations).as_bytes()).map_err(unwritable(path))?;
    }
    for path in [&to, &printed].into_iter().flatten() {
        println!(
            "{} invitations are in {}. Who reads the file can sign in as these people: keep it private.",
            invitations.len(),
            path.display()
        );
    }
    if !elsewhere.is_empty() {
        eprintln!(
            "Not invited, because the NIP has an account in another agency: {}. Delete it there (`kinerja user delete`) \
             once the person has moved.",
            elsewhere.join(", ")
        );
    }
    if let (Some(_), [invitation]) = (login, &invitations[..]) {
        println!("{}", link(&base, invitation));
        let PersonalInvitation { name, login, .. } = invitation;
        eprintln!("For {name} ({login}), until {}; used once.", until(zone, invitation));
    }
    Ok(())
}

/// Returns the address of a server on this machine; a server that listens everywhere is reached by the loopback.
fn own_address(addr: SocketAddr) -> String {
    let host = match addr {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => "127.0.0.1".to_owned(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => "[::1]".to_owned(),
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    format!("http://{host}:{}", addr.port())
}

/// Creates a file that only this user reads; an existing one stays as it is.
fn private_file(path: &Path) -> Result<File, Failure> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(unwritable(path))
}

fn unwritable(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let path = path.to_owned();
    move |error| format!("cannot write {}: {error}", path.display()).into()
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn a_link_leads_to_where_the_server_listens() {
        let of = |text: &str| text.parse().map(own_address).unwrap_or_default();
        assert_eq!(of("127.0.0.1:3100"), "http://127.0.0.1:3100");
        assert_eq!(of("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(of("[::]:3000"), "http://[::1]:3000");
    }
}
