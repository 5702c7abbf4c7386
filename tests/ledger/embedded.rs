//! What only the ledger in a file promises: torn and damaged files, size, rights.

use crate::place::{claim, code_of, codes, file};
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;
use tillside_server::ledger::embedded::EmbeddedLedger;
use tillside_server::ledger::marks::{LIFE, Mark};
use tillside_server::ledger::{Customer, Ledger};

fn open(folder: &TempDir) -> Result<Ledger> {
    Ok(Ledger::Embedded(EmbeddedLedger::open(&file(folder))?))
}

#[tokio::test]
async fn a_torn_end_is_cut_off_and_what_was_answered_stays() -> Result<()> {
    let folder = TempDir::new()?;
    let ledger = open(&folder)?;
    ledger.stock("pk_one", "thanks", codes(0..3)).await?;
    code_of(&ledger, "a").await?;
    drop(ledger);
    drop(open(&folder)?);
    let whole = fs::read(file(&folder))?;
    for torn in [&b"0a1b"[..], b"0a1b2c3d {\"claimed\":", b"\xff"] {
        fs::write(file(&folder), [&whole, torn].concat())?;
        let ledger = open(&folder)?;
        assert_eq!(code_of(&ledger, "a").await?.as_deref(), Some("CODE-00000"));
        drop(ledger);
        assert_eq!(fs::read(file(&folder))?, whole);
    }
    Ok(())
}

#[tokio::test]
async fn a_damaged_record_costs_no_other_and_is_kept_aside() -> Result<()> {
    let folder = TempDir::new()?;
    let ledger = open(&folder)?;
    for pool in ["thanks", "sorry"] {
        let from = if pool == "thanks" { 0 } else { 10 };
        ledger.stock("pk_one", pool, codes(from..from + 2)).await?;
    }
    code_of(&ledger, "a").await?;
    drop(ledger);
    let mut damaged = fs::read(file(&folder))?;
    let at = damaged.windows(5).position(|w| w == b"sorry");
    damaged[at.context("the pool is in the file")?] = b'S';
    fs::write(file(&folder), &damaged)?;
    let ledger = open(&folder)?;
    assert_eq!(code_of(&ledger, "a").await?.as_deref(), Some("CODE-00000"));
    assert_eq!(code_of(&ledger, "b").await?.as_deref(), Some("CODE-00001"));
    assert_eq!(fs::read(file(&folder).with_extension("damaged"))?, damaged);
    Ok(())
}

#[tokio::test]
async fn the_file_is_written_anew_when_it_has_grown() -> Result<()> {
    let folder = TempDir::new()?;
    let ledger = open(&folder)?;
    ledger.stock("pk_one", "thanks", codes(0..1)).await?;
    code_of(&ledger, "a").await?;
    let jo = Customer::new("pk_one", "jo");
    let marks: Vec<Mark> = (0..500)
        .map(|n| Mark::shown("why", &n.to_string(), 1))
        .collect();
    for _ in 0..80 {
        ledger.mark(jo.clone(), marks.clone()).await?;
        ledger.forget(jo.clone()).await?;
    }
    let size = fs::metadata(file(&folder))?.len();
    assert!((1..1_200_000).contains(&size), "{size}");
    assert_eq!(code_of(&ledger, "a").await?.as_deref(), Some("CODE-00000"));
    drop(ledger);
    let ledger = open(&folder)?;
    assert_eq!(code_of(&ledger, "a").await?.as_deref(), Some("CODE-00000"));
    assert_eq!(ledger.marks(jo).await?, []);
    assert!(fs::metadata(file(&folder))?.len() < 1_000);
    Ok(())
}

#[tokio::test]
async fn marks_past_their_life_leave_the_file() -> Result<()> {
    let folder = TempDir::new()?;
    let ledger = open(&folder)?;
    let [jo, al] = ["jo", "al"].map(|hash| Customer::new("pk_one", hash));
    ledger
        .mark(jo.clone(), vec![Mark::shown("why", "a", 1)])
        .await?;
    let later = Mark::shown("why", "b", LIFE + 2);
    ledger.mark(al.clone(), vec![later.clone()]).await?;
    drop(ledger);
    let ledger = open(&folder)?;
    assert_eq!(ledger.marks(jo).await?, []);
    assert_eq!(ledger.marks(al).await?, [later]);
    Ok(())
}

#[tokio::test]
async fn nobody_else_may_read_it_and_no_id_stands_in_it() -> Result<()> {
    let folder = TempDir::new()?;
    let ledger = open(&folder)?;
    ledger.stock("pk_one", "thanks", codes(0..1)).await?;
    let ids = ["an-answer-id", "a-visitor-id", "a-customer-hash"];
    let [answer, visitor, customer] = ids;
    ledger
        .claim(claim(answer, Some(visitor), Some(customer)))
        .await?;
    let marks = vec![Mark::shown("why", answer, 1), Mark::closed(answer, 1)];
    ledger
        .mark(Customer::new("pk_one", customer), marks)
        .await?;
    let text = fs::read_to_string(file(&folder))?;
    assert!(text.contains("CODE-00000") && text.contains("shown why"));
    assert!(ids.iter().all(|id| !text.contains(id)), "{text}");
    let mode = fs::metadata(file(&folder))?.permissions().mode();
    assert_eq!(mode & 0o077, 0);
    Ok(())
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_told_with_its_place() -> Result<()> {
    let folder = TempDir::new()?;
    fs::create_dir_all(file(&folder).join("inside"))?;
    let refused = EmbeddedLedger::open(&file(&folder)).err();
    let told = refused.map(|error| error.to_string()).unwrap_or_default();
    assert!(
        told.contains(&file(&folder).display().to_string()),
        "{told}"
    );
    Ok(())
}
