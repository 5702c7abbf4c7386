//! Tests of the snapshot and of its copy on disk.

use super::*;
use anyhow::{Context, Result, ensure};
use std::fs;
use survey::json::Json;
use survey::shop::Shop;

/// A shop of this key, with an older version of its first prompt and its last one a draft.
fn published(key: &str) -> Result<Published> {
    let json: Json = serde_json::from_str(include_str!("../../testdata/shop.json"))?;
    let mut shop = Shop::decode(&json).map_err(|error| anyhow::anyhow!("{error}"))?;
    shop.key = key.to_owned();
    let mut older = shop.prompts[0].1.clone();
    older.version += 7;
    let draft = shop.prompts.last().context("has prompts")?.1.id.clone();
    Ok(Published {
        shop,
        drafts: vec![draft],
        older: vec![older],
    })
}

fn sealed(key: &str, version: u64) -> Result<Arc<Sealed>> {
    let edition = Edition {
        version,
        published_at: 9,
    };
    Ok(Arc::new(Sealed::pack(&published(key)?, edition)?))
}

fn snapshot(versions: &[(&str, u64)]) -> Result<Snapshot> {
    let shops = versions.iter();
    let shops = shops.map(|(key, version)| Ok((String::from(*key), sealed(key, *version)?)));
    Ok(Snapshot {
        shops: shops.collect::<Result<_>>()?,
    })
}

fn versions(books: &Books) -> Vec<(String, u64)> {
    let shops = &books.snapshot().shops;
    let open = |key: &String| Some((key.clone(), books.shop(key)?.version));
    let mut versions: Vec<_> = shops.keys().filter_map(open).collect();
    versions.sort();
    versions
}

fn of(versions: &[(&str, u64)]) -> Vec<(String, u64)> {
    let owned = |(key, version): &(&str, u64)| (String::from(*key), *version);
    versions.iter().map(owned).collect()
}

#[test]
fn published_books_are_there_after_a_restart() -> Result<()> {
    let data = tempfile::tempdir()?;
    let books = Books::load(data.path());
    assert!(books.shop("pk_a").is_none());
    books.publish(snapshot(&[("pk_a", 4), ("pk_b", 1)])?);
    books.publish(snapshot(&[("pk_a", 5), ("pk_c", 2)])?);
    let again = Books::load(data.path());
    assert_eq!(versions(&again), of(&[("pk_a", 5), ("pk_c", 2)]));
    let sealed = again.snapshot().shops.get("pk_a").cloned();
    assert_eq!(sealed.context("is there")?.edition.published_at, 9);
    let book = again.shop("pk_a").context("is there")?;
    assert_eq!(book.published()?, published("pk_a")?);
    Ok(())
}

#[test]
fn an_open_book_knows_what_was_published_and_no_draft() -> Result<()> {
    let published = published("pk_a")?;
    let book = sealed("pk_a", 1)?.open().context("opens")?;
    let (first, draft) = (&published.older[0], &published.drafts[0]);
    assert_eq!(book.prompt(&first.id, first.version), Some(first));
    assert_eq!(
        book.prompt(&first.id, first.version - 7),
        Some(&published.shop.prompts[0].1)
    );
    assert_eq!(book.prompt(&first.id, 99), None);
    assert!(book.knows_prompt(&first.id) && !book.knows_prompt(draft));
    assert!(book.facts.prompts.is_empty());
    let steps = published.shop.prompts.iter().flat_map(|(_, p)| &p.steps);
    for step in steps {
        assert!(book.knows_step(step) && book.asked_at.contains(step));
    }
    assert!(!book.knows_step("lobby"));
    Ok(())
}

#[test]
fn who_holds_a_snapshot_keeps_it_when_new_books_are_published() -> Result<()> {
    let data = tempfile::tempdir()?;
    let books = Books::load(data.path());
    books.publish(snapshot(&[("pk_a", 4)])?);
    let held = books.snapshot();
    books.publish(snapshot(&[("pk_a", 5)])?);
    let version = |s: &Snapshot| s.shops.get("pk_a").map(|book| book.edition.version);
    assert_eq!(
        (version(&held), version(&books.snapshot())),
        (Some(4), Some(5))
    );
    Ok(())
}

#[test]
fn a_damaged_copy_does_not_stop_the_start_and_is_written_again() -> Result<()> {
    for damaged in ["{\"shops\":[", "00000000 {}\n", "\u{0}\u{0}"] {
        let data = tempfile::tempdir()?;
        fs::write(data.path().join(FILE), damaged)?;
        let books = Books::load(data.path());
        assert!(books.snapshot().shops.is_empty());
        books.publish(snapshot(&[("pk_a", 4)])?);
        let text = fs::read_to_string(data.path().join(FILE))?;
        ensure!(!text.contains(damaged), "what is damaged stays");
        assert_eq!(versions(&Books::load(data.path())), of(&[("pk_a", 4)]));
    }
    Ok(())
}

#[test]
fn one_damaged_book_takes_no_other_along() -> Result<()> {
    let data = tempfile::tempdir()?;
    let books = Books::load(data.path());
    books.publish(snapshot(&[("pk_a", 1)])?);
    let file = data.path().join(FILE);
    let first = fs::metadata(&file)?.len() as usize;
    books.publish(snapshot(&[("pk_a", 1), ("pk_b", 1)])?);
    let mut bytes = fs::read(&file)?;
    bytes[first / 2] ^= 1;
    // What a crash in the middle of a publish leaves.
    bytes.extend(b"1234abcd {\"key\":\"pk_c\",\"vers");
    fs::write(&file, bytes)?;
    let books = Books::load(data.path());
    // The second publish wrote both, because none of its books was the same.
    assert_eq!(versions(&books), of(&[("pk_a", 1), ("pk_b", 1)]));
    Ok(())
}

#[test]
fn a_publish_writes_what_is_new_and_after_many_the_file_is_written_anew() -> Result<()> {
    let data = tempfile::tempdir()?;
    let books = Books::load(data.path());
    let file = data.path().join(FILE);
    let len = || fs::metadata(&file).map(|metadata| metadata.len());
    let mut now = snapshot(&[("pk_a", 1), ("pk_b", 1)])?;
    books.publish(now.clone());
    let both = len()?;
    now.shops.insert("pk_b".to_owned(), sealed("pk_b", 2)?);
    books.publish(now.clone());
    let one = len()? - both;
    ensure!(one < both * 2 / 3, "{one} of {both} bytes");
    let (mut most, mut version) = (0, 2);
    loop {
        version += 1;
        now.shops
            .insert("pk_b".to_owned(), sealed("pk_b", version)?);
        books.publish(now.clone());
        let len = len()?;
        if len < most {
            break;
        }
        most = len;
        ensure!(most < 3 << 20, "it grows to {most} bytes");
    }
    let again = Books::load(data.path());
    assert_eq!(versions(&again), of(&[("pk_a", 1), ("pk_b", version)]));
    Ok(())
}

#[test]
fn two_processes_may_share_a_copy() -> Result<()> {
    let data = tempfile::tempdir()?;
    let [one, other] = [(); 2].map(|()| Books::load(data.path()));
    let mut now = snapshot(&[("pk_a", 1)])?;
    one.publish(now.clone());
    other.publish(now.clone());
    now.shops.insert("pk_a".to_owned(), sealed("pk_a", 2)?);
    one.publish(now.clone());
    now.shops.insert("pk_b".to_owned(), sealed("pk_b", 1)?);
    other.publish(now.clone());
    let both = of(&[("pk_a", 2), ("pk_b", 1)]);
    assert_eq!(versions(&Books::load(data.path())), both);
    Ok(())
}

#[test]
fn the_copy_of_an_earlier_release_is_read_and_gone_once_there_is_a_new_one() -> Result<()> {
    let data = tempfile::tempdir()?;
    let published = published("pk_a")?;
    let encode = |prompt: &survey::prompt::Prompt| prompt.encode();
    let book = Json::object([
        ("version", 3_i64.into()),
        ("shop", published.shop.encode()),
        ("archive", Json::array(published.archive().map(encode))),
    ]);
    let copy = Json::object([("v", 1_i64.into()), ("shops", Json::array([book]))]);
    let file = data.path().join(EARLIER);
    fs::write(&file, serde_json::to_vec(&copy)?)?;

    let books = Books::load(data.path());
    let book = books.shop("pk_a").context("is read")?;
    assert_eq!((book.version, book.published()?), (3, published));
    ensure!(file.exists(), "nothing has taken its place yet");
    let mut next = Snapshot::clone(&books.snapshot());
    next.shops.insert("pk_b".to_owned(), sealed("pk_b", 1)?);
    books.publish(next);
    ensure!(!file.exists(), "there are two copies");
    let both = of(&[("pk_a", 3), ("pk_b", 1)]);
    assert_eq!(versions(&Books::load(data.path())), both);
    Ok(())
}

#[test]
fn a_book_that_cannot_be_opened_is_no_book_and_known_as_such() -> Result<()> {
    let sealed = Sealed::from_packed(
        "pk_a".to_owned(),
        Edition::default(),
        Packed::from_bytes(b"not packed"),
    );
    assert!(!sealed.is_unreadable(), "nobody has asked for it");
    assert!(sealed.open().is_none() && sealed.is_unreadable());
    Ok(())
}
