import Model

/// Own lines that prove the formats of the content filters and policy servers.
enum FilterSamples {
  static var amavis: [LogSample] { [] }
  static var opendkim: [LogSample] { [] }
  static var opendmarc: [LogSample] { [] }
  static var postgrey: [LogSample] { [] }
  static var policydSPF: [LogSample] { [] }
  static var spamd: [LogSample] { [] }
  static var milterGreylist: [LogSample] { [] }
  static var clamavMilter: [LogSample] { [] }
}
