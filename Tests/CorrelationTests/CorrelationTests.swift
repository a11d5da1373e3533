// Tests of the room Correlation.
