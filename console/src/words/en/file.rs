//! English: reading questions from a file.

use crate::words::File;

pub const WORDS: File = File {
    export: "Export as a file",
    import: "Import from a file",
    means: "The file says which questions the shop has, as an export does. What it does not name is paused. First you see what would change.",
    choose: "File with questions",
    no_json: "This file is no JSON. Choose one that was exported here.",
    would: "This would change. Nothing has been changed yet.",
    nothing: "This file changes nothing.",
    unchanged: &[
        ("one", "{n} question stays as it is."),
        ("other", "{n} questions stay as they are."),
    ],
    outcomes: &[
        ("new", "New"),
        ("version", "Another version"),
        ("draft", "Changed draft"),
        ("state", "Another state"),
        ("moved", "Another place"),
    ],
    go: "Import",
    done: "The questions of the file are here.",
};
