import Bytes
import Evidence
import Model
import Records
import Streams

/// The end of every run: what was read of each source and how much of it was understood.
enum CoverageReport {
  /// One line a source, and one for each of its commonest shapes that were not understood. `sources` stand at the
  /// places that their ids name.
  static func lines(_ coverage: Coverage, _ sources: [Source]) -> [String] {
    var lines: [String] = []
    for (id, found) in coverage.sources {
      let source = sources[Int(id.rawValue)]
      var line = "coverage: \(source.path): \(found.bytes) bytes, "
      if found.messages > 0 {
        line += "\(found.messages) messages"
      } else {
        line += "\(found.lines) lines, \(found.recognized) recognized, \(found.unrecognized) unrecognized"
        if found.overlong > 0 { line += ", \(found.overlong) cut" }
        if found.otherProgram > 0 { line += ", \(found.otherProgram) of other programs" }
      }
      if !found.firstTime.isUnknown {
        var span = ByteBuffer(capacity: 64)
        span.append(rfc3339: found.firstTime)
        span.append(" to ")
        span.append(rfc3339: found.lastTime)
        line += ", \(span.string)"
        if found.timeSource != .stated { line += " (time: \(found.timeSource.name))" }
      }
      lines.append(line)
      for (shape, count) in found.shapes.commonest(3) {
        lines.append("coverage:   \(count) x \(shape)")
      }
    }
    return lines
  }

  /// The same as records.
  static func write(_ coverage: Coverage, sources: [Source], to output: inout ByteBuffer) throws {
    var writer = try RecordWriter(.coverage, style: RecordStyle(.jsonl))
    var isFirst = true
    for (id, found) in coverage.sources {
      let source = sources[Int(id.rawValue)]
      writer.begin(isFirstOfRun: isFirst)
      isFirst = false
      writer.text(CoverageField.kind, "metric")
      writer.text(CoverageField.dataset, "coverage")
      if !found.firstTime.isUnknown {
        writer.time(CoverageField.start, found.firstTime)
        writer.time(CoverageField.end, found.lastTime)
      }
      writer.offset(CoverageField.timezone, minutes: found.offsetMinutes)
      writer.text(CoverageField.path, source.path)
      writer.text(CoverageField.format, found.messages > 0 ? "mbox" : "log")
      writer.number(CoverageField.bytes, found.bytes)
      writer.number(CoverageField.lines, found.lines)
      writer.number(CoverageField.recognized, found.recognized)
      writer.number(CoverageField.unrecognized, found.unrecognized)
      writer.number(CoverageField.otherPrograms, found.otherProgram)
      if found.overlong > 0 { writer.number(CoverageField.overlong, found.overlong) }
      if found.messages > 0 { writer.number(CoverageField.messages, found.messages) }
      let shapes = found.shapes.commonest(10)
      if !shapes.isEmpty {
        writer.beginObjects(CoverageField.shapes)
        for (shape, count) in shapes {
          writer.beginObject()
          writer.number(ShapeField.count, count)
          writer.text(ShapeField.text, shape)
          writer.endObject()
        }
        writer.endArray()
      }
      if !found.firstTime.isUnknown { writer.text(CoverageField.timeSource, found.timeSource.name) }
      writer.end()
    }
    output.append(writer.output.span)
  }
}
