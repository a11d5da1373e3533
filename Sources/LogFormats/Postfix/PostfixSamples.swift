import Model

/// Own lines that prove PostfixFormat.
enum PostfixSamples {
  static var all: [LogSample] { [] }
}
