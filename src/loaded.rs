//! What a page loads: asked for on the server while it draws the page, and again when something changes.
//!
//! What a page shows stays while a later answer fails in passing: a leader's board does not vanish because the
//! signal did. Pages follow their parts through memos, so that an answer redraws only what is another than before.

use crate::{
    error::Error,
    ui::{
        empty::Skeleton,
        notice::{Notice, NoticeKind, button, link},
    },
    wire::{Pack, Unreadable, pack, unpack},
};
use leptos::{leptos_dom::helpers::is_server, prelude::*};
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::Any,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
};

/// Whether this is the server's program. The compiler knows: what stands behind it is not in the browser's download.
pub const SERVER: bool = cfg!(feature = "ssr");

/// A value that the server gives with the document; the browser takes it over as it is.
pub fn given<T: Serialize + DeserializeOwned>(value: impl FnOnce() -> T) -> T {
    SharedValue::<T, Pack>::new_with_encoding(value).into_inner()
}

/// What a page may load.
pub trait Loads: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static> Loads for T {}

/// A value of any type that pages load: what asks, keeps and compares is compiled once, not once for each page.
#[derive(Clone)]
struct Value(Arc<dyn Held>);

trait Held: Any + Send + Sync {
    fn is(&self, other: &dyn Held) -> bool;
    fn pack(&self) -> Result<String, Unreadable>;
}

impl<T: Loads> Held for T {
    fn is(&self, other: &dyn Held) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }

    /// Only the server writes; the browser does not carry the writers.
    fn pack(&self) -> Result<String, Unreadable> {
        if SERVER { pack(&Ok::<&T, Error>(self)) } else { Err(Unreadable::Broken) }
    }
}

impl Value {
    fn of<T: Loads>(&self) -> Option<&T> {
        (&*self.0 as &dyn Any).downcast_ref()
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.is(&*other.0)
    }
}

/// What came.
#[derive(Clone)]
enum Came {
    /// With the document, to be read by who knows its type.
    Written(Arc<str>),
    Read(Result<Value, Error>),
}

/// Reads what came with the document.
type Read = fn(&str) -> Result<Value, Error>;

fn read<T: Loads>(text: &str) -> Result<Value, Error> {
    match unpack::<Result<T, Error>>(text) {
        Ok(read) => read.map(|value| Value(Arc::new(value))),
        Err(_) => Err(Error::Outdated),
    }
}

/// Carries [`Came`] in the wire format.
struct AsItCame;

impl codee::Encoder<Came> for AsItCame {
    type Error = Unreadable;
    type Encoded = String;

    fn encode(came: &Came) -> Result<String, Unreadable> {
        match came {
            Came::Written(text) => Ok(text.to_string()),
            Came::Read(Ok(value)) => value.0.pack(),
            Came::Read(Err(error)) => pack(&Err::<(), &Error>(error)),
        }
    }
}

impl codee::Decoder<Came> for AsItCame {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<Came, Unreadable> {
        Ok(Came::Written(text.into()))
    }
}

/// What is known of something that is loaded again and again.
#[derive(Clone, Default, PartialEq)]
struct Known {
    value: Option<Value>,
    trouble: Option<Error>,
}

/// What a page shows of something that it loads again and again.
pub struct Shown<T> {
    loaded: Resource<Came, AsItCame>,
    /// The last good answer; none where a later one says that it is not for this person any more.
    value: Memo<Option<Value>>,
    /// What is wrong with the newest answer.
    pub trouble: Memo<Option<Error>>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shown<T> {}

impl<T> fmt::Debug for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown").field("trouble", &self.trouble).finish_non_exhaustive()
    }
}

/// A [`Shown`] of any type.
struct Followed {
    loaded: Resource<Came, AsItCame>,
    value: Memo<Option<Value>>,
    trouble: Memo<Option<Error>>,
}

/// Mixes a part of a value into its mark.
type Pick = Box<dyn Fn(&Value, &mut DefaultHasher) + Send + Sync>;

type Asking = Pin<Box<dyn Future<Output = Came> + Send>>;

/// [`Shown::load`] for all types: asks again when `asked`, which stands for what is asked for, is another.
fn follow(
    asked: Box<dyn Fn() -> u64 + Send + Sync>,
    ask: Box<dyn Fn() -> Asking + Send + Sync>,
    read: Read,
) -> Followed {
    let loaded = Resource::new_with_options(asked, move |_| ask(), false);
    let known = Memo::new(move |before: Option<&Known>| {
        let came = match loaded.get() {
            Some(Came::Read(came)) => came,
            Some(Came::Written(text)) => read(&text),
            None => return before.cloned().unwrap_or_default(),
        };
        match came {
            Ok(value) => Known { value: Some(value), trouble: None },
            Err(error) => Known {
                value: before.filter(|_| error.passes()).and_then(|before| before.value.clone()),
                trouble: Some(error),
            },
        }
    });
    Followed {
        loaded,
        value: Memo::new(move |_| known.with(|known| known.value.clone())),
        trouble: Memo::new(move |_| known.with(|known| known.trouble.clone())),
    }
}

/// [`Shown::mark`] for all types.
fn marked(value: Memo<Option<Value>>, pick: Pick) -> Memo<Option<u64>> {
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

impl<T: Loads> Shown<T> {
    /// Asks `fetcher` for what `source` names, and again whenever that is another.
    pub fn load<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetcher: impl Fn(S) -> F + Send + Sync + 'static,
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
        let ask = move || -> Asking {
            let answer = fetcher(untrack(|| source()));
            Box::pin(async move { Came::Read(answer.await.map(|value| Value(Arc::new(value)))) })
        };
        let Followed { loaded, value, trouble } = follow(Box::new(asked), Box::new(ask), read::<T>);
        Self { loaded, value, trouble, of: PhantomData }
    }

    /// Makes the server wait for the first answer before it draws the boundary around.
    ///
    /// A page has one boundary around everything that follows its answers: memos that two boundaries read are
    /// computed by two of the server's threads at once, which they do not bear. In the browser no boundary waits,
    /// for one that does is drawn anew as a whole with every answer; [`Self::is_pending`] stands for it.
    pub fn wait(self) {
        if is_server() {
            let _ = self.loaded.try_read_untracked();
        }
    }

    /// [`Self::wait`], and whether nothing can be told yet.
    pub fn is_awaited(self) -> bool {
        self.wait();
        self.is_pending()
    }

    /// Whether nothing can be told yet.
    pub fn is_pending(self) -> bool {
        self.value.with(Option::is_none) && self.trouble.with(Option::is_none)
    }

    pub fn refetch(self) {
        self.loaded.refetch();
    }

    /// Changes when a part of the value does: for what is drawn anew as a whole. One type for all parts, because
    /// the browser carries the code of a memo once for each type. Get it, do not only track it: a memo that nobody
    /// reads follows nothing.
    pub fn mark(self, pick: impl Fn(&T, &mut DefaultHasher) + Send + Sync + 'static) -> Memo<Option<u64>> {
        let pick = move |value: &Value, hasher: &mut DefaultHasher| {
            if let Some(value) = value.of() {
                pick(value, hasher);
            }
        };
        marked(self.value, Box::new(pick))
    }

    /// The value, followed as a whole.
    pub fn with<P>(self, pick: impl FnOnce(Option<&T>) -> P) -> P {
        self.value.with(|value| pick(value.as_ref().and_then(Value::of)))
    }

    /// A copy of the value, followed as a whole.
    pub fn get(self) -> Option<T> {
        self.value.with(|value| value.as_ref().and_then(Value::of).cloned())
    }

    /// What is shown of the value now.
    pub fn now<P>(self, pick: impl FnOnce(&T) -> P) -> Option<P> {
        self.value.with_untracked(|value| value.as_ref().and_then(Value::of).map(pick))
    }

    /// A part of the value that is followed by itself.
    pub fn part<P>(self, pick: impl Fn(&T) -> P + Send + Sync + 'static) -> Memo<Option<P>>
    where
        P: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.with(|value| value.map(&pick)))
    }
}

impl<T: Loads> Shown<T> {
    /// Draws the newest good answer, what is wrong with the newest one, and a skeleton of so many lines before the
    /// first.
    pub fn draw(self, lines: u8, draw: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        boundary(
            Box::new(move || self.is_awaited()),
            lines,
            view! { <Trouble trouble=self.trouble again=move |()| self.refetch() /> }.into_any(),
            Box::new(move || self.get().map(&draw)),
        )
    }
}

/// [`Shown::draw`] for all types.
fn boundary(
    is_awaited: Box<dyn Fn() -> bool + Send + Sync>,
    lines: u8,
    trouble: AnyView,
    draw: Box<dyn Fn() -> Option<AnyView> + Send + Sync>,
) -> AnyView {
    view! {
        <Suspense fallback=|| ()>
            {move || is_awaited().then(|| view! { <Skeleton lines /> })}
            {trouble}
            {move || draw()}
        </Suspense>
    }
    .into_any()
}

/// What is wrong with what a page shows, and the way on.
#[component]
pub fn Trouble(trouble: Memo<Option<Error>>, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
    move || {
        trouble.get().map(|error| {
            let kind = if error.passes() { NoticeKind::Error } else { NoticeKind::Info };
            let sentence = match error {
                // Nothing was typed here.
                Error::Offline => "Tidak tersambung ke server. Yang tampil mungkin bukan keadaan terbaru.".to_owned(),
                ref told => told.to_string(),
            };
            let way = match error {
                Error::SignIn => link(sign_in_again(&here()), "Masuk lagi", false),
                Error::Outdated => link(here(), "Muat ulang", false),
                error if error.passes() => button("Coba lagi", Box::new(move || again.run(()))),
                _ => link("/".to_owned(), "Ke Beranda", false),
            };
            view! {
                <Notice kind>
                    {sentence} " " {way}
                </Notice>
            }
        })
    }
}

/// Where to sign in and come back to an address.
pub fn sign_in_again(address: &str) -> String {
    let mut link = "/masuk?lanjut=".to_owned();
    for letter in address.chars() {
        match letter {
            '%' => link.push_str("%25"),
            '&' => link.push_str("%26"),
            '#' => link.push_str("%23"),
            '+' => link.push_str("%2B"),
            other => link.push(other),
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::sign_in_again;

    #[test]
    fn the_way_back_survives_the_sign_in() {
        assert_eq!(sign_in_again("/tim?cari=Siti&dari=20"), "/masuk?lanjut=/tim?cari=Siti%26dari=20");
    }
}
