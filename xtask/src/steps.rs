//! Numbered progress on stderr, so that stdout stays free for results.

use std::time::Instant;

use anyhow::Result;

/// Counts the steps of one task, times them and remembers how they ended.
pub struct Steps {
    total: usize,
    begun: Instant,
    ended: Vec<Ended>,
}

struct Ended {
    title: String,
    seconds: f64,
    /// What the step said of itself, or nothing if it failed.
    note: Option<String>,
}

impl Steps {
    /// Starts the clock of a task with `total` steps.
    pub fn new(total: usize) -> Self {
        Self {
            total,
            begun: Instant::now(),
            ended: Vec::new(),
        }
    }

    /// Announces a step, runs it and says how long it took. What the step
    /// returns as a note is printed beside the time.
    ///
    /// # Errors
    /// Those of the step.
    pub fn run(&mut self, title: &str, step: impl FnOnce() -> Result<String>) -> Result<()> {
        let number = format!("[{}/{}]", self.ended.len() + 1, self.total);
        eprintln!("{number} {title}");
        let begun = Instant::now();
        let outcome = step();
        let seconds = begun.elapsed().as_secs_f64();
        self.ended.push(Ended {
            title: title.to_owned(),
            seconds,
            note: outcome.as_ref().ok().cloned(),
        });
        let note = outcome?;
        let indent = " ".repeat(number.len());
        let all = self.begun.elapsed().as_secs();
        let comma = if note.is_empty() { "" } else { ", " };
        eprintln!("{indent} {note}{comma}{seconds:.1} s ({all} s since the start)");
        Ok(())
    }

    /// One line for each step: how it ended, its time, what it is.
    pub fn summary(&self) -> String {
        let mut summary = String::new();
        for step in &self.ended {
            let (word, note) = match &step.note {
                Some(note) if note.is_empty() => ("ok", String::new()),
                Some(note) => ("ok", format!(" ({note})")),
                None => ("FAILED", String::new()),
            };
            summary += &format!("{word:<7}{:>7.1} s  {}{note}\n", step.seconds, step.title);
        }
        let left = self.total.saturating_sub(self.ended.len());
        if left > 0 {
            summary += &format!("not run            {left} more\n");
        }
        summary
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn the_summary_tells_what_ran_and_what_did_not() {
        let mut steps = Steps::new(4);
        let done = steps.run("knead", || Ok("2 loaves".to_owned()));
        let failed = steps.run("bake", || bail!("the oven is cold"));
        assert!(done.is_ok() && failed.is_err());
        assert_eq!(
            steps.summary(),
            "ok         0.0 s  knead (2 loaves)\nFAILED     0.0 s  bake\nnot run            2 more\n"
        );
    }
}
