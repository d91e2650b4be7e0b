//! The addresses of a feature beside its pages and server functions: plain forms, downloads, the API.
//!
//! axum cannot list the routes of a router, so they are collected beside it: tests read the list.

use super::{App, export};
use axum::{Router, handler::Handler, http::Method, middleware::from_fn, routing::MethodFilter};
use std::fmt;
use utoipa::openapi::OpenApi;

/// Routes with their list and their part of the API's document.
#[derive(Clone, Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<(Method, &'static str)>,
    documents: Vec<OpenApi>,
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Routes").field(&self.list).finish()
    }
}

impl Routes {
    #[must_use]
    pub fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.on(Method::GET, MethodFilter::GET, path, handler)
    }

    #[must_use]
    pub fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.on(Method::POST, MethodFilter::POST, path, handler)
    }

    #[must_use]
    pub fn delete<T: 'static>(self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.on(Method::DELETE, MethodFilter::DELETE, path, handler)
    }

    /// Adds a file with data of the agency, behind the limits of exports ([`export::guard`]).
    #[must_use]
    pub fn export<T: 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.router = self.router.route(path, axum::routing::get(handler).layer(from_fn(export::guard)));
        self.list.push((Method::GET, path));
        self
    }

    fn on<T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.router = self.router.route(path, axum::routing::on(filter, handler));
        self.list.push((method, path));
        self
    }

    /// Adds the part of the API's document about these routes.
    #[must_use]
    pub fn documented(mut self, document: OpenApi) -> Self {
        self.documents.push(document);
        self
    }

    /// Adds other routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self.documents.extend(other.documents);
        self
    }

    /// Returns methods and paths.
    pub fn list(&self) -> &[(Method, &'static str)] {
        &self.list
    }

    /// Returns the parts of the API's document.
    pub fn documents(&self) -> &[OpenApi] {
        &self.documents
    }

    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
