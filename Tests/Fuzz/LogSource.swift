import Bytes
import Checks
import Glibc
import LogFormats
import Model
import Streams

/// A whole source: its dialect from its head, every line read as the program reads it, its record written and looked at.
///
/// Where `FUZZ_FORMATS` names formats (`exchange`, or more with commas), a source that reaches none of them any more is
/// read once again, as one of theirs: in a dialect that a sample has, or each line behind a sample's header. So what is
/// tried stays with these formats, whatever happens to the beginnings of lines. With `FUZZ_SAMPLES` their samples are
/// printed, an empty line behind each, and that is all.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let source = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  let dialect = Dialect.detect(source)
  // A first line has nothing before it that could be remembered.
  if dialect.isSyslog, (source.find(10) ?? size) < size - 1 { compareMemo(source) }
  if read(source, dialect) || formats.isEmpty { return 0 }
  let choice = size % (formats.dialects.count + formats.headers.count)
  if choice < formats.dialects.count {
    _ = read(source, formats.dialects[choice])
  } else {
    _ = read(formats.headed(source, by: choice - formats.dialects.count).span, Dialect())
  }
  return 0
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafePointer<CInt>, _ arguments: UnsafePointer<UnsafePointer<CChar>>) -> CInt
{
  guard getenv("FUZZ_SAMPLES") != nil else { return 0 }
  for line in formats.lines { print(line, terminator: "\n\n") }
  exit(formats.lines.isEmpty ? 2 : 0)
}

nonisolated(unsafe) private var check = RecordCheck()
private let formats = BoundFormats(getenv("FUZZ_FORMATS").map { String(cString: $0) } ?? "")
private let clock = ClockReading(
  year: 2024, month: 12, zone: .utc, yearSource: .assumed, offsetSource: .assumed)

/// Reads `source`; true where a line is of one of the formats.
private func read(_ source: Span<UInt8>, _ dialect: Dialect) -> Bool {
  var bytes = ByteBuffer(capacity: source.count + 1)
  bytes.append(source)
  let chunk = Segment.Chunk(
    source: SourceID(0), range: 0..<source.count, offset: 0, line: 1, clock: clock, dialect: dialect)
  let segment = Segment(bytes: bytes, chunks: [chunk], stream: 0, firstTime: .unknown)
  var isReached = false
  _ = LineReader.read(segment) { event, line, position in
    check.check(event, line, at: position.location)
    if formats.indices[Int(event.format)] { isReached = true }
  }
  return isReached
}

/// What is remembered of the lines before does not change what a line says.
private func compareMemo(_ source: Span<UInt8>) {
  var memo = HeaderMemo()
  var envelope = Envelope()
  var plain = LogEvent()
  var remembered = LogEvent()
  var start = 0
  while start < source.count {
    let end = source.find(10, from: start) ?? source.count
    let line = source.extracting(start..<end)
    start = end + 1
    FormatRegistry.parse(line, Dialect(), &envelope, into: &plain)
    FormatRegistry.parse(line, &memo, &envelope, into: &remembered)
    check.compare(plain, remembered, line, "the memo of lines before changes what a line says")
  }
}

/// The formats that a run is bound to, known by their samples.
private struct BoundFormats: Sendable {
  private(set) var lines: [String] = []
  /// Those of the samples, of formats with logs of their own.
  private(set) var dialects: [Dialect] = []
  /// What stands before the messages of samples in syslog.
  private(set) var headers: [[UInt8]] = []
  /// By `LogEvent.format`.
  private(set) var indices = [Bool](repeating: false, count: 256)

  var isEmpty: Bool { lines.isEmpty }

  init(_ names: String) {
    let datasets = names.split(separator: ",").map { "log.\($0)" }
    for (dataset, samples) in FormatRegistry.samples where datasets.contains("\(dataset)") {
      for sample in samples { add(sample.line) }
    }
    for format in UInt8.min...UInt8.max where datasets.contains("\(FormatRegistry.dataset(of: format))") {
      indices[Int(format)] = true
    }
  }

  private mutating func add(_ line: String) {
    lines.append(line)
    let bytes = Array(line.utf8)
    let dialect = Dialect.detect(bytes.span)
    guard dialect.isSyslog else {
      if !dialects.contains(dialect) { dialects.append(dialect) }
      return
    }
    var envelope = Envelope()
    Envelope.parse(bytes.span, into: &envelope)
    let header = Array(bytes.prefix(max(0, envelope.message.lower)))
    if !headers.contains(header) { headers.append(header) }
  }

  /// `source` with this header before each line's message.
  func headed(_ source: Span<UInt8>, by place: Int) -> ByteBuffer {
    let header = headers[place]
    var headed = ByteBuffer(capacity: source.count * 2)
    var envelope = Envelope()
    var start = 0
    while start < source.count {
      let end = source.find(10, from: start) ?? source.count
      let line = source.extracting(start..<end)
      start = end + 1
      Envelope.parse(line, into: &envelope)
      headed.append(header.span)
      headed.append(envelope.program.isNone ? line : line.extracting(envelope.message.range))
      headed.append(10)
    }
    return headed
  }
}
