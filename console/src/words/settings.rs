//! The words of settings and account.

use super::Names;
use super::table::written;

written! {
    /// The words of settings and account.
    pub struct Settings {
        pub title: &'static str,
        pub heading: &'static str,
        pub shop: &'static str,
        pub name: &'static str,
        pub origins: &'static str,
        pub origins_mean: &'static str,
        pub zone: &'static str,
        pub zone_means: &'static str,
        pub languages: &'static str,
        pub own_language: &'static str,
        pub own_language_means: &'static str,
        pub all_languages: &'static str,
        pub all_languages_mean: &'static str,
        pub looks: &'static str,
        pub accent: &'static str,
        pub accent_means: &'static str,
        pub on_accent: &'static str,
        pub on_accent_means: &'static str,
        pub weak_contrast: &'static str,
        pub faint: Names,
        pub radius: &'static str,
        pub keeping: &'static str,
        pub retention: &'static str,
        pub retention_means: &'static str,
        pub attributes: &'static str,
        pub attributes_mean: &'static str,
        pub save: &'static str,
        pub saved: &'static str,
        pub account: &'static str,
        pub language: &'static str,
        pub no_account: &'static str,
        pub sessions: &'static str,
        pub sessions_mean: &'static str,
        pub everywhere: &'static str,
        pub profile: &'static str,
        pub present_password: &'static str,
        pub present_password_means: &'static str,
        pub password: &'static str,
        pub old_password: &'static str,
        pub new_shop: &'static str,
        pub new_shop_means: &'static str,
        pub address: &'static str,
        pub address_means: &'static str,
    }
}
