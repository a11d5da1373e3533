// Whole-program cases.
