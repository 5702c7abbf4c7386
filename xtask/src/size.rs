//! `cargo xtask size`: what a shopper of the demo shop downloads until the first
//! prompt, as a released build serves it, and what follows after it; and what a
//! marketer does until the first page ([`console_size`]).

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::build::{self, Form};
use crate::server::{self, Brief};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{compress, console_size, http};

/// The most that a loader with its table may weigh: 3 KB of brotli, of 1,024 bytes each.
pub const LOADER_BUDGET: usize = 3_072;
/// Of the usual kinds of shops those whose loaders weigh most, because many words tell their
/// pages and adapters hear of consent and carts: what each is called here, its platform, its
/// languages besides English, and from where consent is heard. The prompts are the demo's.
const KINDS: [(&str, &str, &str, &str); 4] = [
    ("woo de fr", "woocommerce", "de fr", "tools"),
    ("woo ru", "woocommerce", "ru", "tools"),
    ("woo de tcf", "woocommerce", "de", "tcf"),
    ("shopify", "shopify", "de", "tools"),
];
/// Where their collector is, which the demo's loader sees by itself.
const COLLECTOR: &str = "https://collector.example";
/// The most that all may weigh until the first prompt: 45 KB of brotli.
pub const FIRST_PROMPT_BUDGET: usize = 46_080;

const LOADER: &str = "/s/pk_demo.js";
/// A token as any other.
const TOKEN: &str = "3c1fa90b.498772.1.q7Zt0VwLk2xYbN8cR5uJdA";
/// What comes after the first prompt.
const LATE: [&str; 2] = ["late glue", "late wasm"];
/// Thai weighs most: three bytes a letter, and no spaces to compress.
const BOOK: &str = "/v1/shops/pk_demo/book?lang=th&step=cart";

/// One download, in bytes.
pub struct Weight {
    file: &'static str,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Weight {
    fn of(file: &'static str, bytes: &[u8]) -> Result<Self> {
        Ok(Self {
            file,
            raw: bytes.len(),
            gzip: compress::gzip(bytes)?.len(),
            brotli: compress::brotli(bytes)?.len(),
        })
    }
}

/// Runs the task.
///
/// # Errors
/// When the build or the server fails.
pub fn run(workspace: &Workspace, as_json: bool) -> Result<()> {
    let mut steps = Steps::new(build::STEPS + 2);
    build::steps(workspace, &mut steps, Form::Released)?;
    steps.run("compile the server", || server::build(workspace))?;
    let mut weights = Vec::new();
    steps.run("fetch what a shopper would, and weigh it", || {
        weights = weigh(workspace)?;
        Ok("wasm-opt -Oz and terser were used".to_owned())
    })?;
    if as_json {
        println!("{}", to_json(&weights));
    } else {
        print!(
            "{}{}",
            table(&weights),
            console_size::weigh(workspace)?.table()
        );
    }
    Ok(())
}

/// Weighs the downloads. The assets and the server must have been built.
///
/// # Errors
/// When the server does not start or lacks a file.
pub fn weigh(workspace: &Workspace) -> Result<Vec<Weight>> {
    let manifest = std::fs::read(workspace.assets().join("manifest.json"))
        .context("cannot read manifest.json")?;
    let manifest: Value = serde_json::from_slice(&manifest).context("manifest.json is no JSON")?;
    let demo = build::read_text(workspace, server::SHOP)?;
    let demo = [serde_json::from_str(&demo).context("the demo's shop file is no JSON")?];
    let asset = |kind: &str| {
        let name = manifest[kind].as_str().unwrap_or_default();
        std::fs::read(workspace.assets().join(name)).with_context(|| format!("cannot read {name}"))
    };
    let server = Brief::start(workspace, &demo, None)?;
    let mut weights = vec![
        Weight::of("loader", &served(&server, LOADER)?)?,
        Weight::of("book", &served(&server, BOOK)?)?,
        Weight::of("glue", &asset("card")?)?,
        Weight::of("wasm", &asset("wasm")?)?,
        Weight::of(LATE[0], &asset("rest")?)?,
        Weight::of(LATE[1], &asset("late")?)?,
    ];
    drop(server);
    let kinds: Vec<Value> = KINDS.iter().map(|kind| shop_of(&demo[0], kind)).collect();
    let server = Brief::start(workspace, &kinds, Some(COLLECTOR))?;
    for ((name, ..), shop) in KINDS.iter().zip(&kinds) {
        let key = shop["key"].as_str().unwrap_or_default();
        let loader = served(&server, &format!("/s/{key}.js"))?;
        weights.push(Weight::of(name, &loader)?);
    }
    Ok(weights)
}

/// What the server sends, with a token that is always the same: by chance alone one of another
/// hour takes a few bytes more or less.
fn served(server: &Brief, path: &str) -> Result<Vec<u8>> {
    let text = String::from_utf8(http::get(&server.address, path)?)?;
    let parts = text.split('"');
    let parts: Vec<&str> = parts
        .map(|part| if is_token(part) { TOKEN } else { part })
        .collect();
    ensure!(parts.contains(&TOKEN), "{path} has no token");
    Ok(parts.join("\"").into_bytes())
}

/// Whether a text is a key's id, an hour, a version and a MAC.
fn is_token(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    match parts[..] {
        [id, hour, version, mac] => {
            let lengths = (id.len(), mac.len()) == (8, 22);
            let numbers = [hour, version]
                .iter()
                .all(|number| number.parse::<u64>().is_ok());
            lengths && numbers
        }
        _ => false,
    }
}

/// A shop of one of the usual kinds, made of the demo's. Something matters to each that is put
/// into the cart.
fn shop_of(demo: &Value, &(name, platform, languages, signal): &(&str, &str, &str, &str)) -> Value {
    let mut shop = demo.clone();
    let languages = std::iter::once("en").chain(languages.split(' '));
    shop["key"] = format!("pk_{}", name.replace(' ', "_")).into();
    shop["platform"] = platform.into();
    shop["languages"] = languages.collect();
    shop["consent"] = "required".into();
    shop["consent_signal"] = signal.into();
    shop["prompts"][0]["targeting"] = json!([{ "added_to_cart": true }]);
    shop
}

/// Holds the weights against the budgets; the note says how much is left.
///
/// # Errors
/// When one is exceeded.
pub fn hold_to_budgets(weights: &[Weight]) -> Result<String> {
    let (loader, first_prompt) = sums(weights);
    let others = kinds(weights).map(|kind| {
        let what = format!("the loader of a shop like \"{}\"", kind.file);
        (what, kind.brotli, LOADER_BUDGET)
    });
    let demo = [
        ("the loader".to_owned(), loader, LOADER_BUDGET),
        (
            "the first prompt".to_owned(),
            first_prompt,
            FIRST_PROMPT_BUDGET,
        ),
    ];
    for (what, weight, budget) in demo.into_iter().chain(others) {
        if weight > budget {
            bail!(
                "{what} weighs {weight} bytes (brotli) and its budget is {budget}: \
                 `cargo xtask size` shows the parts"
            );
        }
    }
    let most = kinds(weights).map(|kind| kind.brotli).max();
    let most = loader.max(most.unwrap_or_default());
    Ok(format!(
        "loader {loader}, at most {most}, of {LOADER_BUDGET} bytes, first prompt {first_prompt} of {FIRST_PROMPT_BUDGET}"
    ))
}

/// Brotli bytes of the loader, and of everything until the first prompt.
fn sums(weights: &[Weight]) -> (usize, usize) {
    let loader = weights.iter().filter(|weight| weight.file == "loader");
    (
        loader.map(|weight| weight.brotli).sum(),
        first(weights).map(|weight| weight.brotli).sum(),
    )
}

/// What comes until the first prompt.
fn first(weights: &[Weight]) -> impl Iterator<Item = &Weight> {
    weights
        .iter()
        .filter(|weight| !is_late(weight) && !is_kind(weight))
}

/// The loaders of other shops.
fn kinds(weights: &[Weight]) -> impl Iterator<Item = &Weight> {
    weights.iter().filter(|weight| is_kind(weight))
}

fn is_kind(weight: &Weight) -> bool {
    KINDS.iter().any(|(name, ..)| *name == weight.file)
}

fn is_late(weight: &Weight) -> bool {
    LATE.contains(&weight.file)
}

fn to_json(weights: &[Weight]) -> Value {
    let (loader, first_prompt) = sums(weights);
    let files: Vec<Value> = weights
        .iter()
        .map(|weight| {
            json!({
                "file": weight.file,
                "raw": weight.raw,
                "gzip": weight.gzip,
                "brotli": weight.brotli,
            })
        })
        .collect();
    json!({ "files": files, "loader_brotli": loader, "first_prompt_brotli": first_prompt })
}

fn table(weights: &[Weight]) -> String {
    let row = |file: &str, [raw, gzip, brotli]: [String; 3]| {
        format!("{file:<14}{raw:>10}{gzip:>10}{brotli:>10}\n")
    };
    let mut table = row("bytes", ["raw", "gzip", "brotli"].map(str::to_owned));
    let numbers = |weight: &Weight| [weight.raw, weight.gzip, weight.brotli];
    let mut total = [0; 3];
    for weight in first(weights) {
        table += &row(weight.file, numbers(weight).map(|bytes| bytes.to_string()));
        for (sum, bytes) in total.iter_mut().zip(numbers(weight)) {
            *sum += bytes;
        }
    }
    table += &row("first prompt", total.map(|bytes: usize| bytes.to_string()));
    let late = weights.iter().filter(|weight| is_late(weight));
    for weight in late.chain(kinds(weights)) {
        table += &row(weight.file, numbers(weight).map(|bytes| bytes.to_string()));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(wasm: usize) -> [Weight; 3] {
        [("loader", 3000), ("wasm", wasm), (LATE[1], 7)].map(|(file, brotli)| Weight {
            file,
            raw: brotli * 3,
            gzip: brotli * 2,
            brotli,
        })
    }

    #[test]
    fn the_sum_is_what_the_first_prompt_costs() {
        assert_eq!(
            to_json(&weights(40)).to_string(),
            r#"{"files":[{"brotli":3000,"file":"loader","gzip":6000,"raw":9000},{"brotli":40,"file":"wasm","gzip":80,"raw":120},{"brotli":7,"file":"late wasm","gzip":14,"raw":21}],"first_prompt_brotli":3040,"loader_brotli":3000}"#
        );
        assert!(table(&weights(40)).ends_with(
            "first prompt        9120      6080      3040\n\
             late wasm             21        14         7\n"
        ));
    }

    #[test]
    fn a_token_is_told_from_everything_else() {
        assert!(is_token(TOKEN));
        for text in [
            "",
            "0.1.2.3",
            "https://collector.example",
            "3c1fa90b.x.1.q7Zt0VwLk2xYbN8cR5uJdA",
        ] {
            assert!(!is_token(text), "{text}");
        }
    }

    #[test]
    fn a_byte_beyond_a_budget_fails() {
        assert!(hold_to_budgets(&weights(FIRST_PROMPT_BUDGET - 3000)).is_ok());
        assert!(hold_to_budgets(&weights(FIRST_PROMPT_BUDGET - 2999)).is_err());
        let with_kind = |brotli| {
            let [loader, wasm, mut kind] = weights(40);
            (kind.file, kind.brotli) = (KINDS[0].0, brotli);
            hold_to_budgets(&[loader, wasm, kind])
        };
        assert!(with_kind(LOADER_BUDGET).is_ok());
        assert!(with_kind(LOADER_BUDGET + 1).is_err());
    }
}
