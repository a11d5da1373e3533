import Model

/// Own lines that prove DovecotFormat.
enum DovecotSamples {
  static var all: [LogSample] { [] }
}
