/// What several test targets share: where things lie, seeded numbers.
public enum Support {}
