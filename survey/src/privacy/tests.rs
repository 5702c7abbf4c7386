//! Tests of the paragraph for a privacy policy.

use super::*;
use crate::json::Decoded;
use std::collections::BTreeSet;

fn in_all(shop: &Shop) -> Vec<String> {
    let all = LANGUAGES.iter().map(|one| paragraph(one, shop));
    all.collect()
}

#[test]
fn every_language_has_a_paragraph_of_its_own_without_gaps() -> Decoded<()> {
    let mut shop = crate::shop::tests::plain()?;
    shop.retention_days = Some(365);
    let all = in_all(&shop);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), LANGUAGES.len());
    for text in &all {
        assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
        assert!(text.contains("365") && text.contains("IP"), "{text}");
    }
    assert_eq!(paragraph("de", &shop), all[0]);
    Ok(())
}

#[test]
fn it_says_for_how_long_only_where_the_shop_has_said_so() -> Decoded<()> {
    let mut shop = crate::shop::tests::plain()?;
    let without = in_all(&shop);
    shop.retention_days = Some(90);
    for (with, without) in in_all(&shop).iter().zip(&without) {
        assert!(with.contains("90") && !without.contains("90"));
    }
    assert!(without[0].contains("no fixed time"));
    Ok(())
}

#[test]
fn it_follows_what_the_shop_does_before_consent() -> Decoded<()> {
    let mut shop = crate::shop::tests::plain()?;
    let awaited = in_all(&shop);
    shop.consent = Consent::Full;
    let at_once = in_all(&shop);
    shop.consent = Consent::AskWithoutId;
    let without_id = in_all(&shop);
    let sentences = [
        &en::SENTENCES,
        &ar::SENTENCES,
        &th::SENTENCES,
        &ru::SENTENCES,
    ];
    for (index, texts) in sentences.iter().enumerate() {
        let says = |all: &[String], text: &str| all[index].contains(text);
        for (all, before, id) in [
            (&awaited, true, true),
            (&at_once, false, true),
            (&without_id, false, false),
        ] {
            assert_eq!(says(all, texts.before), before);
            assert_eq!(says(all, texts.withdrawn), before);
            for text in [texts.kept, texts.stored_id, texts.steps, texts.rights] {
                assert_eq!(says(all, text), id, "{text}");
            }
            assert_eq!(says(all, texts.marks), !id);
            assert!(says(all, texts.stored) && says(all, texts.never));
        }
    }
    Ok(())
}

#[test]
fn it_tells_of_steps_and_of_other_tools_only_where_they_are_told() -> Decoded<()> {
    let mut shop = crate::shop::tests::plain()?;
    let usual = paragraph("en", &shop);
    assert!(usual.contains(en::SENTENCES.steps) && !usual.contains(en::SENTENCES.told));
    (shop.measure, shop.data_layer) = (false, true);
    let other = paragraph("en", &shop);
    assert!(!other.contains(en::SENTENCES.steps) && other.contains(en::SENTENCES.told));
    Ok(())
}

#[test]
fn it_names_the_attributes_that_are_kept() -> Decoded<()> {
    let mut shop = crate::shop::tests::plain()?;
    let without = in_all(&shop);
    shop.report_attributes = ["plan", "member"].map(str::to_owned).into();
    for (with, without) in in_all(&shop).iter().zip(&without) {
        assert!(with.contains("plan, member") && !without.contains("plan"));
        assert!(
            !with.contains('{') && with.len() > without.len() + 20,
            "{with}"
        );
    }
    Ok(())
}
