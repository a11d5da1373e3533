import Model

/// Own lines that prove PostfixFormat, one file a family of programs.
enum PostfixSamples {
  static var all: [LogSample] {
    [
      PostfixServerSamples.first, PostfixServerSamples.second,
      PostfixRejectionSamples.first, PostfixRejectionSamples.second,
      PostfixScreenSamples.first,
      PostfixCleanupSamples.first,
      PostfixClientSamples.first, PostfixClientSamples.second,
      PostfixAgentSamples.first,
      PostfixQueueSamples.first,
      PostfixDaemonSamples.first,
    ].flatMap { $0 }
  }
}
