-- Why answers look made by a machine: names with a space between, empty for most. Such an
-- answer counts under the measure `doubted` and nowhere else.
ALTER TABLE askings ADD COLUMN doubts TEXT NOT NULL DEFAULT '';
