// Reads logs with the parser alone, each repeated in memory to a megabyte and that read over and over, and prints for each file what was understood and how fast:
// MB a second of processor time on one core, and MB a second on all cores at once, each with the whole file; the best of
// three readings of N MB.
//
//   swift run -c release FormatBenchmark [--megabytes N] FILE...
import Bytes
import Dispatch
import Foundation
import LogFormats
import Model

var megabytes = 0
var files: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  if argument == "--megabytes", let number = arguments.popFirst() {
    megabytes = Int(number) ?? 0
  } else {
    files.append(argument)
  }
}

/// What one reading of a file gave.
struct Reading {
  var lines = 0
  var recognized = 0
  var others = 0
  var unrecognized = 0
  var datasets: [UInt8: Int] = [:]
  var missed: [String] = []
}

/// Reads all lines of `bytes`, as the program does; counts them where `counts`.
func read(_ bytes: [UInt8], _ dialect: Dialect, counts: Bool) -> Reading {
  var reading = Reading()
  var envelope = Envelope()
  var memo = HeaderMemo()
  var escape = NextEscape()
  var event = LogEvent()
  var dialect = dialect
  let span = bytes.span
  var start = 0
  while start < bytes.count {
    let end = span.find(10, from: start) ?? bytes.count
    var stop = end
    if stop > start, span[stop - 1] == 13 { stop -= 1 }
    if span.has("\u{FEFF}", at: start) { start += 3 }
    let line = span.extracting(start..<max(start, stop))
    if dialect.hasHeaders, !line.isEmpty, line[0] == UInt8(ascii: "#"),
      let next = FormatRegistry.header(line, dialect)
    {
      dialect = next
    }
    let mayHoldEscapes = escape.stands(in: span, start..<max(start, stop), of: bytes.count)
    if dialect.isSyslog {
      FormatRegistry.parse(line, &memo, mayHoldEscapes: mayHoldEscapes, &envelope, into: &event)
    } else {
      FormatRegistry.parse(line, dialect, mayHoldEscapes: mayHoldEscapes, &envelope, into: &event)
    }
    start = end + 1
    guard counts else {
      reading.lines &+= Int(event.action.rawValue)
      continue
    }
    reading.lines += 1
    switch event.action {
    case .unrecognized:
      reading.unrecognized += 1
      if reading.missed.count < 3 { reading.missed.append(line.string) }
    case .otherProgram: reading.others += 1
    default:
      reading.recognized += 1
      reading.datasets[event.format, default: 0] += 1
    }
  }
  return reading
}

/// Reads `bytes` over and over until `wanted` bytes are read; how many were.
func readAgain(_ bytes: [UInt8], _ dialect: Dialect, upTo wanted: Int) -> Int {
  var done = 0
  var sink = 0
  while done < wanted {
    sink &+= read(bytes, dialect, counts: false).lines
    done += bytes.count
  }
  // What was read is used.
  if sink == .min { print("") }
  return done
}

/// MB a second of processor time of one core.
func oneCoreSpeed(_ bytes: [UInt8], _ dialect: Dialect, upTo wanted: Int) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  let done = readAgain(bytes, dialect, upTo: wanted)
  return Double(done) / (now() - start) / 1_000_000
}

/// MB a second of all cores together, by the clock on the wall.
func allCoresSpeed(_ bytes: [UInt8], _ dialect: Dialect, upTo wanted: Int) -> Double {
  let cores = Processors.count
  let share = max(1, wanted / cores)
  let took = ContinuousClock().measure {
    DispatchQueue.concurrentPerform(iterations: cores) { _ in _ = readAgain(bytes, dialect, upTo: share) }
  }
  let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
  let rounds = (share + bytes.count - 1) / bytes.count
  return Double(cores * rounds * bytes.count) / seconds / 1_000_000
}

print(
  "lines\trecognized\tother\tunrecognized\t%\tMB/s one core\tMB/s \(Processors.count) cores\tsystem\tfile")
for file in files {
  guard let data = FileManager.default.contents(atPath: file), !data.isEmpty else { continue }
  let bytes = [UInt8](data)
  let dialect = Dialect.detect(bytes.span)
  let reading = read(bytes, dialect, counts: true)
  var speeds = ["-", "-"]
  if megabytes > 0 {
    let wanted = megabytes << 20
    // Of a file of few lines, what a reading costs before its first line would be measured.
    var repeated = bytes
    while repeated.count < 1 << 20 {
      if repeated.last != 10 { repeated.append(10) }
      repeated += bytes
    }
    var best = [0.0, 0.0]
    for _ in 0..<3 {
      best[0] = max(best[0], oneCoreSpeed(repeated, dialect, upTo: wanted))
      best[1] = max(best[1], allCoresSpeed(repeated, dialect, upTo: wanted))
    }
    speeds = best.map { String(format: "%.0f", $0) }
  }
  let system = reading.datasets.max { ($0.value, $1.key) < ($1.value, $0.key) }
  let name = system.map { "\(FormatRegistry.dataset(of: $0.key))" } ?? "-"
  let share = Double(reading.unrecognized) * 100 / Double(max(1, reading.lines))
  print(
    "\(reading.lines)\t\(reading.recognized)\t\(reading.others)\t\(reading.unrecognized)\t\(String(format: "%.2f", share))\t\(speeds[0])\t\(speeds[1])\t\(name)\t\(file)"
  )
  for line in reading.missed { print("\t\t\t? \(line.prefix(120))") }
}
