//! The second step of a sign-in: codes of an authenticator app (TOTP, RFC 6238), and backup codes.

use super::{
    credentials::{begin, must_know_password},
    event,
    model::AuthenticatorState,
    qr,
    store::{self, Account, second_step as codes},
    throttle::Guess,
};
use crate::{
    error::{Error, Refusal, Result},
    server::{
        door::{Caller, Entry},
        enrolment,
        session::{NewSession, Token, fill_random},
    },
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use totp_rs::{Builder, Secret, Totp};

/// The name of this program in the app.
const ISSUER: &str = "Kinerja";
const SECRET_BYTES: usize = 20;
/// The letters of backup codes: without those that look alike.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
const BACKUP_CODES: usize = 8;
const BACKUP_CODE_LETTERS: usize = 10;
/// How long a sign-in waits for its code.
pub(super) const HALF_SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The result of a right password.
#[derive(Debug)]
pub enum Progress {
    SignedIn(NewSession),
    /// The code is awaited; the token is a secret of the browser that knew the password.
    AwaitsCode(Token),
}

/// Signs in, or awaits the code if the account has an authenticator.
pub(super) async fn proceed(
    caller: &Caller,
    db: &mut PgConnection,
    account: &Account,
    remember: bool,
    device: &str,
    now: Timestamp,
) -> Result<(Option<Entry>, Progress)> {
    let is_on = codes::authenticator(db, account.id).await?.is_some_and(|authenticator| authenticator.codes.is_none());
    if !is_on {
        let (entry, session) = begin(caller, db, account, remember, device, now).await?;
        return Ok((Some(entry), Progress::SignedIn(session)));
    }
    let token = Token::random()?;
    codes::insert_half_session(db, &token.hash(), account.id, remember, now + HALF_SESSION_LIFETIME).await?;
    Ok((None, Progress::AwaitsCode(token)))
}

/// Finishes a sign-in with its code.
///
/// # Errors
/// [`Refusal::WrongCode`], [`Refusal::StepExpired`] if the password has to be given again, or [`Error::TooMany`].
pub async fn enter_code(caller: &Caller, token: &Token, code: &str, device: &str) -> Result<NewSession> {
    caller
        .enter(async |db, now| {
            let half = codes::half_session(db, &token.hash(), now).await?.ok_or(Refusal::StepExpired)?;
            let account = store::account(db, half.account).await?;
            let guess = Guess::of_account(caller, db, "code", account.id, now).await?;
            if !is_right(db, &account, code, now).await? {
                let failed = Entry { agency: account.agency, account: None, event: event::wrong_code(account.id) };
                return Ok((Some(failed), Err(Error::field("code", Refusal::WrongCode))));
            }
            guess.was_right(db).await?;
            codes::end_half_sessions(db, account.id).await?;
            let (entry, session) = begin(caller, db, &account, half.remember, device, now).await?;
            Ok((Some(entry), Ok(session)))
        })
        .await?
}

/// Returns whether a code is right, and uses it up: each is accepted once.
async fn is_right(db: &mut PgConnection, account: &Account, code: &str, now: Timestamp) -> Result<bool> {
    let code = plain(code);
    let Some(authenticator) = codes::authenticator(db, account.id).await? else { return Ok(false) };
    if let Some(step) = step_of(&authenticator.secret, &account.login, &code, now) {
        return codes::take_step(db, account.id, step).await;
    }
    codes::take_backup_code(db, account.id, &backup_hash(account, &code)).await
}

/// Returns a code as it is compared: without spaces and hyphens.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(40).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn totp(secret: &[u8], login: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(Secret::from(secret))
        .with_account_name(login.replace(':', "."))
        .with_issuer(Some(ISSUER))
        .build()
        .ok()
}

/// Returns the step of a right code; the one before and the one after the current one are accepted too.
fn step_of(secret: &[u8], login: &str, code: &str, now: Timestamp) -> Option<i64> {
    let step = totp(secret, login)?.check(code, u64::try_from(now.as_second()).ok()?)?;
    i64::try_from(step).ok()
}

fn backup_hash(account: &Account, code: &str) -> Vec<u8> {
    Sha256::digest(format!("{} {code}", account.id)).to_vec()
}

/// Returns how far the caller's authenticator is.
pub(crate) async fn state(caller: &Caller) -> Result<AuthenticatorState> {
    caller
        .read(async |tx| {
            let account = tx.actor.account;
            let login = store::account(tx.db(), account).await?.login;
            let Some(authenticator) = codes::authenticator(tx.db(), account).await? else {
                return Ok(AuthenticatorState::Off { required: enrolment::is_required(caller.app(), &tx.actor) });
            };
            let Some(codes) = authenticator.codes else {
                return Ok(AuthenticatorState::On { codes_left: codes::count_backup_codes(tx.db(), account).await? });
            };
            let url = totp(&authenticator.secret, &login).and_then(|totp| totp.to_url().ok()).unwrap_or_default();
            let secret = Secret::from(authenticator.secret.as_slice()).to_base32();
            Ok(AuthenticatorState::Waiting { secret: grouped(&secret, 4), qr: qr::draw(&url), url, codes })
        })
        .await
}

/// Returns a text in groups, as people copy it.
fn grouped(text: &str, length: usize) -> String {
    let groups: Vec<&str> =
        text.as_bytes().chunks(length).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

/// Makes a secret and backup codes for the caller, who has to know the password; they wait for the first code.
pub(crate) async fn prepare(caller: Caller, current: String) -> Result<()> {
    must_know_password(&caller, current).await?;
    let mut secret = [0; SECRET_BYTES];
    let mut letters = [0; BACKUP_CODES * BACKUP_CODE_LETTERS];
    fill_random(&mut secret)?;
    fill_random(&mut letters)?;
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
    let codes: Vec<String> = letters
        .chunks(BACKUP_CODE_LETTERS)
        .map(|code| grouped(&code.iter().map(letter).collect::<String>(), 5))
        .collect();
    caller
        .write(async |tx| {
            let account = tx.actor.account;
            codes::insert_authenticator(tx.db(), account, &secret, &codes).await?;
            Ok((event::authenticator_prepared(), ()))
        })
        .await
}

/// Puts the waiting authenticator in force with its first code.
pub(crate) async fn confirm(caller: &Caller, code: &str) -> Result<()> {
    let code = plain(code);
    caller
        .write(async |tx| {
            let (account, now) = (tx.actor.account, tx.now);
            let account = store::account(tx.db(), account).await?;
            let waiting = codes::authenticator(tx.db(), account.id).await?.ok_or(Error::NotFound)?;
            let backup = waiting.codes.ok_or(Error::NotFound)?;
            let step = step_of(&waiting.secret, &account.login, &code, now)
                .ok_or_else(|| Error::field("code", Refusal::WrongCode))?;
            let hashes: Vec<_> = backup.iter().map(|code| backup_hash(&account, &plain(code))).collect();
            codes::confirm_authenticator(tx.db(), account.id, step, &hashes, now).await?;
            Ok((event::authenticator_confirmed(), ()))
        })
        .await
}

/// Removes the caller's authenticator, who has to know the password.
pub(crate) async fn remove(caller: Caller, current: String) -> Result<()> {
    must_know_password(&caller, current).await?;
    caller
        .write(async |tx| {
            let account = tx.actor.account;
            codes::remove_authenticator(tx.db(), account).await?;
            Ok((event::authenticator_removed(account), ()))
        })
        .await
}
