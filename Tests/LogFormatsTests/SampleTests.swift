import Bytes
import LogFormats
import Model
import Testing

@Suite struct SampleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var dataset: String
    var sample: LogSample
    var testDescription: String { sample.line }
  }

  static let cases: [Case] = FormatRegistry.samples.flatMap { format in
    format.samples.map { Case(dataset: "\(format.dataset)", sample: $0) }
  }

  @Test func `every sample line says what its format promises`() {
    for sample in Self.cases.map(\.sample) {
      let found = Reading.fields(sample.line).map { "\($0.0): \($0.1)" }.sorted()
      let expected = sample.expected.map { "\($0.0): \($0.1)" }.sorted()
      #expect(found == expected, "\(sample.line)")
    }
  }

  @Test func `every sample line is claimed by its own format`() {
    for item in Self.cases {
      let event = Reading.event(Array(item.sample.line.utf8))
      let dataset = "\(FormatRegistry.dataset(of: event.format))"
      if event.action != .otherProgram { #expect(dataset == item.dataset, "\(item.sample.line)") }
      #expect(event.action != .unrecognized, "\(item.sample.line)")
    }
  }

  @Test func `every format has samples, Postfix more than two hundred`() {
    for format in FormatRegistry.samples { #expect(format.samples.count >= 2, "\(format.dataset)") }
    let postfix = FormatRegistry.samples.filter { "\($0.dataset)" == "log.postfix" }.map(\.samples.count)
    #expect(postfix.reduce(0, +) > 200)
  }

  @Test func `the samples say the same behind every syslog header`() {
    for item in Self.cases where item.sample.line.hasPrefix("Apr  6 13:05:01 mx1 ") {
      let rest = item.sample.line.dropFirst(20)
      let plain = Reading.fields(item.sample.line).map { "\($0.0): \($0.1)" }
      let headers = ["2024-04-06T13:05:01.5+02:00 mx1 ", "<22>Apr  6 13:05:01 mx1 ", "Apr 06 13:05:01 "]
      for header in headers {
        let other = Reading.fields(header + rest).map { "\($0.0): \($0.1)" }
        #expect(plain == other, "\(header)\(rest)")
      }
    }
  }
}
