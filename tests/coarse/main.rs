//! The loader's coarse check against the domain: it may wrongly say that something could be asked, never wrongly that nothing can. The real loader runs under Node.

mod case;
mod cases;
mod loader;

use anyhow::{Context, Result};
use case::Case;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

const CASES: usize = 4_000;

#[test]
fn the_loader_never_wrongly_says_that_nothing_can_be_asked() -> Result<()> {
    let mut runner = TestRunner::default();
    let strategy = cases::case();
    let mut cases = Vec::with_capacity(CASES);
    for _ in 0..CASES {
        let tree = strategy.new_tree(&mut runner);
        let drawn = tree.map_err(|why| anyhow::anyhow!("{why}"))?.current();
        cases.push(Case::of(&drawn).with_context(|| drawn.shop.to_string())?);
    }
    let said = loader::coarse_check(&cases)?;
    assert_eq!(said.len(), cases.len());
    let mut asked = 0;
    let mut spared = 0;
    for (case, yes) in cases.iter().zip(&said) {
        let (now, later) = case.decide();
        asked += usize::from(now);
        spared += usize::from(!yes);
        assert!(
            *yes || !(now || later),
            "the loader said no, the domain {}: {}",
            if now { "asks" } else { "waits for the trigger" },
            case.line
        );
    }
    // The property would hold for a loader that always says yes, or for cases in which
    // nothing is ever asked.
    assert!(asked * 10 > CASES, "only {asked} of {CASES} cases ask");
    assert!(
        spared * 10 > CASES,
        "the loader said no in only {spared} of {CASES} cases"
    );
    Ok(())
}
