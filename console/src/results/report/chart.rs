//! The chart of a course over time. Its own colours are those of a light page, which a picture
//! of it keeps; on the page the style sheet sets them.

use leptos::prelude::*;
use survey::Millis;
use survey::authoring::VersionNote;
use survey::results::report::Bucket;

use super::measure::Measure;
use super::plot::{Plot, Sheet, Value, named};
use crate::page::{self, Page};
use crate::shell;
use crate::words::{fill, name};

/// The id of the chart on the page.
pub const ID: &str = "trend-chart";

/// What a chart is of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Days or weeks, oldest first; at least one.
    pub buckets: &'a [Bucket],
    /// How long each takes.
    pub length: Millis,
    /// What is drawn of them.
    pub measure: Measure,
    /// The highest score that could be given.
    pub points: u8,
    /// When versions were published.
    pub published: &'a [VersionNote],
    /// How many of the days or weeks are over; the one after them is shown as it is so far.
    pub over: usize,
}

/// How many days or weeks of this length are over.
pub fn over(buckets: &[Bucket], length: Millis) -> usize {
    let now = page::now() as Millis;
    buckets.partition_point(|bucket| bucket.at + length <= now)
}

/// The chart.
pub fn chart(page: &Page, subject: Subject<'_>) -> Option<AnyView> {
    let Subject {
        buckets,
        length,
        measure,
        points,
        published,
        over,
    } = subject;
    // Where nothing is over, what there is so far is all there is.
    let whole = if over == 0 { buckets.len() } else { over };
    let settled = buckets.get(..whole)?;
    let (first, last) = (buckets.first()?.at, buckets.last()?.at + length);
    let sheet = sheet();
    let plot = Plot {
        sheet,
        times: (first, last),
        ends: measure.ends(buckets, settled, points),
        length,
    };
    let values: Vec<Value> = buckets.iter().map(|bucket| measure.of(bucket)).collect();
    let scale = measure.scale(buckets, points);
    let written = |value: f64| measure.written(page, scale, value);
    let (width, height) = (sheet.width.to_string(), sheet.height.to_string());
    let right = format!("{:.1}", sheet.width - sheet.right);
    let left = format!("{:.1}", sheet.left);
    let middle = f64::midpoint(plot.ends.0, plot.ends.1);
    let grid = [plot.ends.0, middle, plot.ends.1].map(|value| {
        let y = format!("{:.1}", plot.y(value));
        let of_text = format!("{:.1}", plot.y(value) + 4.0);
        let beside = format!("{:.1}", sheet.left - 8.0);
        view! {
            <line class="grid" x1=left.clone() x2=right.clone() y1=y.clone() y2=y stroke="#dde2de" />
            <text x=beside y=of_text text-anchor="end" fill="#56625f" font-size="12">{written(value)}</text>
        }
    });
    let room = if sheet.width < 500.0 { 4 } else { 8 };
    let days = named(buckets.len(), room).filter_map(|index| {
        let at = buckets.get(index)?.at;
        let x = format!("{:.1}", plot.middle(at));
        let y = format!("{:.1}", sheet.height - 8.0);
        Some(view! { <text x=x y=y text-anchor="middle" fill="#56625f" font-size="12">{page.short_date(at)}</text> })
    });
    let marks = published
        .iter()
        .filter(|note| (first..last).contains(&note.at))
        .map(|note| mark(page, &plot, note));
    let band = measure
        .has_range()
        .then(|| plot.band(values.get(..whole).unwrap_or_default()))
        .filter(|band| !band.is_empty());
    let band = band.map(|band| view! { <path class="band" d=band fill="#0b6b5d" fill-opacity="0.16" stroke="none" /> });
    let last = values.get(whole.saturating_sub(1)..).unwrap_or_default();
    let dots = values.iter().zip(buckets).enumerate().filter_map(|(index, (value, bucket))| {
        let (of, ..) = value.value?;
        let is_over = index < over;
        let day = page.date(bucket.at);
        let day = if is_over { day } else { so_far(page, &day) };
        let told = format!("{day}: {}", written(of));
        let (x, y) = (plot.middle(bucket.at), plot.y(of));
        let dot = (format!("{x:.1}"), format!("{y:.1}"));
        let radius = match (is_over, buckets.len() > 60) {
            (false, _) => "3.5",
            (true, true) => "1.5",
            (true, false) => "3",
        };
        let dot_of = if is_over { ("point", "#0b6b5d", None) } else { ("point open", "#ffffff", Some("#0b6b5d")) };
        let wide = (plot.x(bucket.at + length) - plot.x(bucket.at)).max(1.0);
        let (reach, from, top) = (format!("{wide:.1}"), format!("{:.1}", x - wide / 2.0), format!("{:.1}", sheet.top));
        let tall = format!("{:.1}", plot.base() - sheet.top);
        Some(view! {
            <g class="at">
                <rect x=from y=top width=reach height=tall fill="transparent"><title>{told}</title></rect>
                <circle class=dot_of.0 cx=dot.0 cy=dot.1 r=radius fill=dot_of.1 stroke=dot_of.2 stroke-width="1.5" pointer-events="none" />
            </g>
        })
    });
    Some(view! {
        // Time runs from left to right in every language.
        <div class="chart" dir="ltr">
            <svg
                id=ID
                xmlns="http://www.w3.org/2000/svg"
                role="img"
                aria-label=summary(page, values.get(..whole).unwrap_or_default(), measure, &written)
                width=width.clone()
                height=height.clone()
                viewBox=format!("0 0 {width} {height}")
                font-family="system-ui, sans-serif"
            >
                <rect class="paper" width="100%" height="100%" fill="#ffffff" />
                {grid.collect_view()}
                {days.collect::<Vec<_>>()}
                {marks.collect::<Vec<_>>()}
                {band}
                <path class="line" d=plot.line(last) fill="none" stroke="#0b6b5d" stroke-width="1.5" stroke-dasharray="3 4" />
                <path class="line" d=plot.line(values.get(..whole).unwrap_or_default()) fill="none" stroke="#0b6b5d" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" />
                {dots.collect::<Vec<_>>()}
            </svg>
        </div>
    }
    .into_any())
}

/// A phone has little room, and its texts must not shrink with the drawing.
fn sheet() -> Sheet {
    let (width, height) = if shell::is_narrow() {
        (340.0, 240.0)
    } else {
        (900.0, 280.0)
    };
    Sheet {
        width,
        height,
        left: 52.0,
        right: 14.0,
        top: 26.0,
        bottom: 30.0,
    }
}

/// The moment at which a version was published.
fn mark(page: &Page, plot: &Plot, note: &VersionNote) -> AnyView {
    let x = format!("{:.1}", plot.x(note.at));
    let (top, base) = (
        format!("{:.1}", plot.sheet.top),
        format!("{:.1}", plot.base()),
    );
    let above = format!("{:.1}", plot.sheet.top - 8.0);
    let told = published(page, note);
    let short = format!("v{}", page.count(i64::from(note.version)));
    view! {
        <g class="mark-at">
            <title>{told}</title>
            <line x1=x.clone() x2=x.clone() y1=top y2=base stroke="#84520a" stroke-dasharray="4 4" />
            <text x=x y=above text-anchor="middle" fill="#84520a" font-size="12">{short}</text>
        </g>
    }
    .into_any()
}

/// A day or a week that is not over.
pub fn so_far(page: &Page, day: &str) -> String {
    fill(page.words.insight.so_far, &[("day", day)])
}

/// That a version was published, and when.
pub fn published(page: &Page, note: &VersionNote) -> String {
    let n = page.count(i64::from(note.version));
    let values = [("n", &*n), ("day", &*page.date(note.at))];
    fill(page.words.insight.published, &values)
}

/// What the chart shows, for those who cannot see it.
fn summary(
    page: &Page,
    values: &[Value],
    measure: Measure,
    written: &dyn Fn(f64) -> String,
) -> String {
    let words = &page.words.insight;
    let known = || values.iter().filter_map(|one| Some((one.at, one.value?.0)));
    let (Some((first, _)), Some((last, latest))) = (known().next(), known().next_back()) else {
        return words.no_trend.to_owned();
    };
    let lowest = known()
        .map(|(_, value)| value)
        .fold(f64::INFINITY, f64::min);
    let highest = known()
        .map(|(_, value)| value)
        .fold(f64::NEG_INFINITY, f64::max);
    fill(
        words.told,
        &[
            ("measure", &name(words.measures, measure.id())),
            ("first", &page.date(first)),
            ("last", &page.date(last)),
            ("low", &written(lowest)),
            ("high", &written(highest)),
            ("latest", &written(latest)),
        ],
    )
}
