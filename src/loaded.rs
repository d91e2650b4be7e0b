//! What a page loads: asked for on the server while it draws the page, and again when something changes.
//!
//! What a page shows stays while a later answer fails in passing: a leader's board does not vanish because the
//! signal did. Pages follow their parts through memos, so that an answer redraws only what is another than before.

use crate::{
    error::Error,
    ui::notice::{Notice, NoticeKind},
    wire::Pack,
};
use leptos::{leptos_dom::helpers::is_server, prelude::*};
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};
use std::hash::{DefaultHasher, Hasher};

/// An answer of the server, in the wire format.
pub type Loaded<T> = Resource<T, Pack>;

/// [`Resource::new`] for the wire format.
pub fn load<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> F + Send + Sync + 'static,
) -> Loaded<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetcher, false)
}

/// A value that the server gives with the document; the browser takes it over as it is.
pub fn given<T: Serialize + DeserializeOwned>(value: impl FnOnce() -> T) -> T {
    SharedValue::<T, Pack>::new_with_encoding(value).into_inner()
}

/// What a page shows of something that it loads again and again.
#[derive(Debug)]
pub struct Shown<T: Send + Sync + 'static> {
    loaded: Loaded<Result<T, Error>>,
    /// The last good answer; none where a later one says that it is not for this person any more.
    pub value: Memo<Option<T>>,
    /// What is wrong with the newest answer.
    pub trouble: Memo<Option<Error>>,
}

impl<T: Send + Sync + 'static> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Shown<T> {}

impl<T> Shown<T>
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
{
    pub fn of(loaded: Loaded<Result<T, Error>>) -> Self {
        let value = Memo::new(move |before: Option<&Option<T>>| match loaded.get() {
            Some(Ok(value)) => Some(value),
            Some(Err(error)) if !error.passes() => None,
            _ => before.cloned().flatten(),
        });
        let trouble = Memo::new(move |_| loaded.get().and_then(Result::err));
        Self { loaded, value, trouble }
    }

    /// [`load`] and [`Self::of`] in one.
    pub fn load<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetcher: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self::of(load(source, fetcher))
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
        Memo::new(move |_| {
            self.value.with(|value| {
                value.as_ref().map(|value| {
                    let mut hasher = DefaultHasher::new();
                    pick(value, &mut hasher);
                    hasher.finish()
                })
            })
        })
    }

    /// What is shown of the value now.
    pub fn now<P>(self, pick: impl FnOnce(&T) -> P) -> Option<P> {
        self.value.with_untracked(|value| value.as_ref().map(pick))
    }

    /// A part of the value that is followed by itself.
    pub fn part<P>(self, pick: impl Fn(&T) -> P + Send + Sync + 'static) -> Memo<Option<P>>
    where
        P: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.value.with(|value| value.as_ref().map(&pick)))
    }
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
            let link = |href: String, words: &'static str| {
                view! {
                    <a href=href rel="external">
                        {words}
                    </a>
                }
                .into_any()
            };
            let way = match error {
                Error::SignIn => link(sign_in_again(&here()), "Masuk lagi"),
                Error::Outdated => link(here(), "Muat ulang"),
                error if error.passes() => {
                    view! { <button type="button" class="quiet" on:click=move |_| again.run(())>"Coba lagi"</button> }
                        .into_any()
                }
                _ => link("/".to_owned(), "Ke Beranda"),
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
