// Reads logs with the parser alone, over and over from memory, and prints for each file what was understood and how fast
// one core reads it.
//
//   swift run -c release FormatBenchmark [--megabytes N] FILE...
import Bytes
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
    if dialect.isSyslog {
      FormatRegistry.parse(line, &memo, &envelope, into: &event)
    } else {
      FormatRegistry.parse(line, dialect, &envelope, into: &event)
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

print("lines\trecognized\tother\tunrecognized\t%\tMB/s\tsystem\tfile")
for file in files {
  guard let data = FileManager.default.contents(atPath: file), !data.isEmpty else { continue }
  let bytes = [UInt8](data)
  let dialect = Dialect.detect(bytes.span)
  let reading = read(bytes, dialect, counts: true)
  var speed = "-"
  if megabytes > 0 {
    let wanted = megabytes << 20
    var done = 0
    var sink = 0
    let clock = ContinuousClock()
    let took = clock.measure {
      while done < wanted {
        sink &+= read(bytes, dialect, counts: false).lines
        done += bytes.count
      }
    }
    let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
    speed = String(format: "%.0f", Double(done) / seconds / 1_000_000)
    if sink == .min { print("") }
  }
  let system = reading.datasets.max { ($0.value, $1.key) < ($1.value, $0.key) }
  let name = system.map { "\(FormatRegistry.dataset(of: $0.key))" } ?? "-"
  let share = Double(reading.unrecognized) * 100 / Double(max(1, reading.lines))
  print(
    "\(reading.lines)\t\(reading.recognized)\t\(reading.others)\t\(reading.unrecognized)\t\(String(format: "%.2f", share))\t\(speed)\t\(name)\t\(file)"
  )
  for line in reading.missed { print("\t\t\t? \(line.prefix(120))") }
}
