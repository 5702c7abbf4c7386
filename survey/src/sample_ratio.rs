//! Whether the arms of an experiment got the shares of visitors that they should have. Where
//! they did not, something lost visitors of one arm and not of another (a robot, an error, a
//! page that tells only one of them), and no comparison between the arms can be trusted
//! (Fabijan et al. 2019, "Diagnosing sample ratio mismatch").

/// Below this the shares are off for another reason than chance. It is far below 0.05 because
/// the numbers are looked at again and again.
pub const UNLIKELY: f64 = 0.001;

/// The least number of visitors to be expected in an arm for the test to say anything
/// (Cochran 1954).
const LEAST: f64 = 5.0;

/// How likely shares as far off as these, or farther, are by chance alone: the p value of
/// Pearson's chi-square test (Pearson 1900). Of each arm there is the number `seen` and its
/// weight; `None` with fewer than two arms, or too few visitors to tell.
pub fn p_value(arms: &[(i64, f64)]) -> Option<f64> {
    let n: i64 = arms.iter().map(|(seen, _)| seen).sum();
    let weights: f64 = arms.iter().map(|(_, weight)| weight).sum();
    if arms.len() < 2 || n <= 0 || weights <= 0.0 {
        return None;
    }
    let mut statistic = 0.0;
    for (seen, weight) in arms {
        let expected = n as f64 * weight / weights;
        if expected < LEAST {
            return None;
        }
        statistic += (*seen as f64 - expected).powi(2) / expected;
    }
    Some(upper_tail(statistic, arms.len() - 1))
}

/// The probability that a chi-square variable with `degrees` of freedom (at least 1) is at
/// least `x`: Q(x | degrees) of Abramowitz and Stegun, 26.4.4 and 26.4.5, by the recurrence
/// Q(x | v + 2) = Q(x | v) + (x/2)^(v/2) e^(-x/2) / Γ(v/2 + 1) that follows from 26.4.8.
fn upper_tail(x: f64, degrees: usize) -> f64 {
    let half = x / 2.0;
    // Of the first of its row, Q and the term that leads to the next.
    let (mut tail, mut term, mut at) = match degrees % 2 {
        0 => ((-half).exp(), half * (-half).exp(), 2),
        _ => {
            let root = half.sqrt();
            let term = 2.0 * root * (-half).exp() / std::f64::consts::PI.sqrt();
            (erfc(root), term, 1)
        }
    };
    while at < degrees {
        tail += term;
        at += 2;
        term *= x / at as f64;
    }
    tail.clamp(0.0, 1.0)
}

/// The complementary error function for `x` of at least 0: its power series near 0 (7.1.6 of
/// Abramowitz and Stegun), and the continued fraction 7.1.14 farther out.
fn erfc(x: f64) -> f64 {
    let scale = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum) = (x, x);
        for n in 1..60 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        return 1.0 - 2.0 * scale * sum;
    }
    let fraction = (1..=60)
        .rev()
        .fold(x, |below, k| x + f64::from(k) / 2.0 / below);
    scale / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(found: f64, wanted: f64) -> bool {
        (found - wanted).abs() <= 1e-4 * wanted
    }

    #[test]
    fn the_tail_agrees_with_published_critical_values() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4; three decimals of x.
        for (degrees, x, p) in [
            (1, 3.841, 0.05),
            (1, 10.828, 0.001),
            (2, 5.991, 0.05),
            (2, 13.816, 0.001),
            (3, 11.345, 0.01),
            (5, 20.515, 0.001),
            (10, 18.307, 0.05),
            (31, 44.985, 0.05),
        ] {
            let found = upper_tail(x, degrees);
            assert!(
                (found - p).abs() < 5e-4 * p.max(0.01),
                "{degrees} {x}: {found}"
            );
        }
        assert_eq!(upper_tail(0.0, 1), 1.0);
    }

    #[test]
    fn the_error_function_agrees_with_itself_and_with_published_values() {
        // Abramowitz and Stegun, table 7.1 and 7.3.
        assert!(is_near(erfc(0.5), 0.479_500_122), "{}", erfc(0.5));
        assert!(is_near(erfc(1.0), 0.157_299_207), "{}", erfc(1.0));
        assert!(is_near(erfc(3.0), 2.209_049_7e-5), "{}", erfc(3.0));
        // Both ways to it meet.
        let (below, above) = (erfc(2.0 - 1e-9), erfc(2.0));
        assert!((below - above).abs() < 1e-9, "{below} {above}");
    }

    #[test]
    fn even_shares_are_likely_and_uneven_ones_are_not() {
        let p = |arms: &[(i64, f64)]| p_value(arms).unwrap();
        assert!(p(&[(500, 1.0), (500, 1.0)]) > 0.999);
        assert!(p(&[(100, 1.0), (905, 9.0)]) > 0.5);
        // By hand: (550 - 500)² / 500 twice is 10, and Q(10 | 1) is 0.0015654.
        assert!(is_near(p(&[(550, 1.0), (450, 1.0)]), 0.001_565_4));
        // Kohavi, Tang and Xu 2020, chapter 21: p is 1.8e-6.
        assert!(is_near(p(&[(821_588, 1.0), (815_482, 1.0)]), 1.821_79e-6));
        assert!(p(&[(100, 1.0), (100, 9.0)]) < UNLIKELY);
    }

    #[test]
    fn too_few_to_tell_is_nothing() {
        assert_eq!(p_value(&[]), None);
        assert_eq!(p_value(&[(100, 1.0)]), None);
        assert_eq!(p_value(&[(0, 1.0), (0, 1.0)]), None);
        assert_eq!(p_value(&[(4, 1.0), (0, 1.0)]), None);
        assert_eq!(p_value(&[(40, 1.0), (2, 99.0)]), None);
    }
}
