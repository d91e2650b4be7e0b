//! Queries: the data of a page, loaded on the server while it renders the page and again when something changes.
//!
//! The last good value stays while a later load fails for a moment: a leader's board does not vanish because the
//! signal did. It never stands under another address: where the answer of a new source takes longer than a moment, the
//! query is pending again. After ten seconds without an answer the page says so and offers to retry (`pending`).
//!
//! The browser keeps the newest answers of some queries while the document is open ([`Query::load_kept`]): a page that
//! one comes back to shows its last answer at once, with a signal or without, and loads again.
//!
//! Pages follow parts of the value through memos, so that an answer redraws only the parts that changed.

mod kept;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod notice;
mod pending;

pub use notice::{LoadError, sign_in_again};

use crate::{
    error::Error,
    ui::empty::Skeleton,
    wire::{Pack, Unreadable, pack, unpack},
};
use leptos::{leptos_dom::helpers::is_server, prelude::*};
use pending::Pending;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::{Any, TypeId},
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
};

/// Whether this is the server's build. A constant, so that the browser's download leaves out code behind it.
pub const SERVER: bool = cfg!(feature = "ssr");

/// Returns a value that the server computes and sends with the document; hydration uses it unchanged.
pub fn given<T: Serialize + DeserializeOwned>(value: impl FnOnce() -> T) -> T {
    SharedValue::<T, Pack>::new_with_encoding(value).into_inner()
}

/// The bounds of a value that a page may load.
pub trait Loads: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static> Loads for T {}

/// A loaded value of any type: code that loads, keeps and compares it is compiled once, not once for each page.
#[derive(Clone)]
struct LoadedValue(Arc<dyn Loaded>);

trait Loaded: Any + Send + Sync {
    fn is(&self, other: &dyn Loaded) -> bool;
    fn pack(&self) -> Result<String, Unreadable>;
}

impl<T: Loads> Loaded for T {
    fn is(&self, other: &dyn Loaded) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }

    /// Packs the value. Only the server packs; the browser does not contain this code.
    fn pack(&self) -> Result<String, Unreadable> {
        if SERVER { pack(&Ok::<&T, Error>(self)) } else { Err(Unreadable::Broken) }
    }
}

impl LoadedValue {
    fn of<T: Loads>(&self) -> Option<&T> {
        (&*self.0 as &dyn Any).downcast_ref()
    }
}

impl PartialEq for LoadedValue {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.is(&*other.0)
    }
}

/// The result of a load, before its type is known.
#[derive(Clone)]
enum Payload {
    /// Packed text from the document, unpacked by the query of its type.
    Written(Arc<str>),
    /// The answer, and the fingerprint of its source.
    Read(Result<LoadedValue, Error>, u64),
    /// Nobody waits for the answer any more.
    Aborted,
}

/// Unpacks a value that came with the document.
type Unpack = fn(&str) -> Result<LoadedValue, Error>;

fn read<T: Loads>(text: &str) -> Result<LoadedValue, Error> {
    match unpack::<Result<T, Error>>(text) {
        Ok(read) => read.map(|value| LoadedValue(Arc::new(value))),
        Err(_) => Err(Error::Outdated),
    }
}

/// Carries [`Payload`] in the wire format.
struct PayloadEncoding;

impl codee::Encoder<Payload> for PayloadEncoding {
    type Error = Unreadable;
    type Encoded = String;

    fn encode(payload: &Payload) -> Result<String, Unreadable> {
        match payload {
            Payload::Written(text) => Ok(text.to_string()),
            Payload::Read(Ok(value), _) => value.0.pack(),
            Payload::Read(Err(error), _) => pack(&Err::<(), &Error>(error)),
            Payload::Aborted => Err(Unreadable::Broken),
        }
    }
}

impl codee::Decoder<Payload> for PayloadEncoding {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<Payload, Unreadable> {
        Ok(Payload::Written(text.into()))
    }
}

/// The last good answer with the fingerprint of its source, and the newest error.
#[derive(Clone, Default, PartialEq)]
struct QueryState {
    value: Option<LoadedValue>,
    of: u64,
    error: Option<Error>,
}

/// The data of a page, loaded again when its source changes.
pub struct Query<T> {
    loaded: Resource<Payload, PayloadEncoding>,
    /// The last good answer; `None` after an error that takes away the right to see it.
    value: Memo<Option<LoadedValue>>,
    /// The error of the newest answer; [`Error::Overdue`] while it takes long.
    pub error: Memo<Option<Error>>,
    pending: Pending,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Query<T> {}

impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("error", &self.error).finish_non_exhaustive()
    }
}

/// A [`Query`] of any type.
struct AnyQuery {
    loaded: Resource<Payload, PayloadEncoding>,
    value: Memo<Option<LoadedValue>>,
    error: Memo<Option<Error>>,
    pending: Pending,
}

/// Mixes a part of a value into a fingerprint.
type Pick = Box<dyn Fn(&LoadedValue, &mut DefaultHasher) + Send + Sync>;

type Asking = Pin<Box<dyn Future<Output = Payload> + Send>>;

/// [`Query::load`] for all types: loads again when the fingerprint of `source` changes.
fn query(
    source: Box<dyn Fn() -> u64 + Send + Sync>,
    ask: Box<dyn Fn(u64) -> Asking + Send + Sync>,
    read: Unpack,
    kept_as: Option<TypeId>,
) -> AnyQuery {
    let pending = Pending::new();
    let asked = Memo::new(move |_| source());
    let first = asked.get_untracked();
    let load = move |source| if SERVER { ask(source) } else { pending.follow(ask(source), source) };
    let loaded = Resource::new_with_options(move || asked.get(), load, false);
    if !SERVER {
        Effect::new(move |_| pending.abort(Some(asked.get())));
    }
    let state = Memo::new(move |before: Option<&QueryState>| {
        let before = || before.cloned().unwrap_or_default();
        let (payload, of) = match loaded.get() {
            Some(Payload::Read(payload, of)) => (payload, of),
            Some(Payload::Written(text)) => (read(&text), first),
            Some(Payload::Aborted) | None => return before(),
        };
        match payload {
            Ok(value) => {
                if let Some(of_type) = kept_as.filter(|_| !SERVER) {
                    kept::keep((of_type, of), &value);
                }
                QueryState { value: Some(value), of, error: None }
            }
            Err(error) => {
                let QueryState { value, of: kept, .. } = before();
                QueryState { value: value.filter(|_| error.is_transient() && kept == of), of, error: Some(error) }
            }
        }
    });
    if !SERVER {
        // What failed without a signal needs no tap when it is back.
        let online = window_event_listener_untyped("online", move |_| {
            let failed = state.try_with_untracked(|state| state.error.as_ref().is_some_and(Error::is_transient));
            if failed == Some(true) {
                loaded.refetch();
            }
        });
        on_cleanup(move || online.remove());
    }
    let value = move |_: Option<&_>| {
        state.with(|QueryState { value, of, error }| {
            // The server draws one answer.
            if SERVER || (*of == asked.get() && value.is_some()) {
                return value.clone();
            }
            if *of == asked.get() && error.as_ref().is_some_and(|error| !error.is_transient()) {
                return None;
            }
            let before = || value.clone().filter(|_| pending.slow.get() != asked.get());
            kept_as.and_then(|of_type| kept::kept((of_type, asked.get()))).or_else(before)
        })
    };
    let error = move |_: Option<&_>| {
        let overdue = !SERVER && pending.overdue.get();
        if overdue { Some(Error::Overdue) } else { state.with(|state| state.error.clone()) }
    };
    AnyQuery { loaded, value: Memo::new(value), error: Memo::new(error), pending }
}

/// [`Query::fingerprint`] for all types.
fn fingerprint(value: Memo<Option<LoadedValue>>, pick: Pick) -> Memo<Option<u64>> {
    Memo::new(move |_| {
        value.with(|value| {
            value.as_ref().map(|value| {
                let mut hasher = DefaultHasher::new();
                pick(value, &mut hasher);
                hasher.finish()
            })
        })
    })
}

impl<T: Loads> Query<T> {
    /// Loads `source` with `fetcher`, and again whenever `source` changes.
    pub fn load<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetcher: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: Hash + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self::begin(source, fetcher, None)
    }

    /// As [`Self::load`]; besides, the browser keeps the answer and begins with the one of the same source. It tells
    /// queries apart by the type of their answer and by their source, so that everything on which the answer depends
    /// belongs into `source`.
    pub fn load_kept<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetcher: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: Hash + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self::begin(source, fetcher, Some(TypeId::of::<T>()))
    }

    fn begin<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetcher: impl Fn(S) -> F + Send + Sync + 'static,
        kept_as: Option<TypeId>,
    ) -> Self
    where
        S: Hash + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let source = Arc::new(source);
        let named = source.clone();
        let asked = move || {
            let mut hasher = DefaultHasher::new();
            named().hash(&mut hasher);
            hasher.finish()
        };
        let ask = move |of| -> Asking {
            let answer = fetcher(untrack(|| source()));
            Box::pin(async move { Payload::Read(answer.await.map(|value| LoadedValue(Arc::new(value))), of) })
        };
        let AnyQuery { loaded, value, error, pending } = query(Box::new(asked), Box::new(ask), read::<T>, kept_as);
        Self { loaded, value, error, pending, of: PhantomData }
    }

    /// Makes the server wait for the first answer before it renders the boundary around.
    ///
    /// A page has one boundary around everything that follows its answers: memos that two boundaries read are computed
    /// by two of the server's threads at once, which they do not support. In the browser no boundary waits, because a
    /// waiting one is rendered anew as a whole with every answer; use [`Self::is_pending`] there.
    pub fn block_ssr(self) {
        if is_server() {
            let _ = self.loaded.try_read_untracked();
        }
    }

    /// Blocks the server ([`Self::block_ssr`]); returns whether there is neither a value nor an error yet.
    pub fn is_awaited(self) -> bool {
        self.block_ssr();
        self.is_pending()
    }

    /// Returns whether there is neither a value nor an error yet.
    pub fn is_pending(self) -> bool {
        self.value.with(Option::is_none) && self.error.with(Option::is_none)
    }

    /// Loads again; instead of an overdue load, else after the pending one.
    pub fn refetch(self) {
        if self.pending.overdue.try_get_untracked() == Some(true) {
            self.pending.abort(None);
        }
        self.loaded.refetch();
    }

    /// Returns a number that changes when a part of the value does, for views that are drawn anew as a whole. It is one
    /// type for all parts, because the browser contains the code of a memo once for each type. Call `get`, not only
    /// `track`: a memo that nobody reads follows nothing.
    pub fn fingerprint(self, pick: impl Fn(&T, &mut DefaultHasher) + Send + Sync + 'static) -> Memo<Option<u64>> {
        let pick = move |value: &LoadedValue, hasher: &mut DefaultHasher| {
            if let Some(value) = value.of() {
                pick(value, hasher);
            }
        };
        fingerprint(self.value, Box::new(pick))
    }

    /// Reads the value and follows it as a whole.
    pub fn with<P>(self, pick: impl FnOnce(Option<&T>) -> P) -> P {
        self.value.with(|value| pick(value.as_ref().and_then(LoadedValue::of)))
    }

    /// Returns a copy of the value and follows it as a whole.
    pub fn get(self) -> Option<T> {
        self.value.with(|value| value.as_ref().and_then(LoadedValue::of).cloned())
    }

    /// Returns a part of the value without following it.
    pub fn peek<P>(self, pick: impl FnOnce(&T) -> P) -> Option<P> {
        self.value.with_untracked(|value| value.as_ref().and_then(LoadedValue::of).map(pick))
    }

    /// Returns a memo of a part of the value.
    pub fn select<P>(self, pick: impl Fn(&T) -> P + Send + Sync + 'static) -> Memo<Option<P>>
    where
        P: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.with(|value| value.map(&pick)))
    }
}

impl<T: Loads> Query<T> {
    /// Draws the newest good answer, the error of the newest one, and a skeleton of `lines` lines before the first.
    pub fn draw(self, lines: u8, draw: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        boundary(
            Box::new(move || self.is_awaited()),
            lines,
            view! { <LoadError error=self.error retry=move |()| self.refetch() /> }.into_any(),
            Box::new(move || self.get().map(&draw)),
        )
    }

    /// Like [`Self::draw`], but draws the first answer alone, for pages with forms: their parts follow what they select.
    pub fn draw_once(self, lines: u8, draw: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        let first = self.fingerprint(|_, _| ());
        boundary(
            Box::new(move || self.is_awaited()),
            lines,
            view! { <LoadError error=self.error retry=move |()| self.refetch() /> }.into_any(),
            Box::new(move || {
                first.get()?;
                self.peek(|value| draw(value.clone()))
            }),
        )
    }
}

/// [`Query::draw`] for all types.
fn boundary(
    is_awaited: Box<dyn Fn() -> bool + Send + Sync>,
    lines: u8,
    error: AnyView,
    draw: Box<dyn Fn() -> Option<AnyView> + Send + Sync>,
) -> AnyView {
    view! {
        <Suspense fallback=|| ()>
            {move || is_awaited().then(|| view! { <Skeleton lines /> })}
            {error}
            {move || draw()}
        </Suspense>
    }
    .into_any()
}
