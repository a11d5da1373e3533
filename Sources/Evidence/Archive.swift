import Model

final class Archive: Sendable {
  let input: InputFile
  init(_ input: InputFile, limits: Limits, executable: String) { self.input = input }
  func list(set: EvidenceSet) -> Bool {
    set.report(Oddity(.unsupported, path: input.path, detail: "archives are not read yet (unpack it first)"))
    return true
  }
  static func list(_ input: InputFile, _ recorder: RecordingStream, set: EvidenceSet) -> Bool {
    Archive(input, limits: set.limits, executable: "").list(set: set)
  }
  func open(_ index: Int, path: String, set: EvidenceSet) throws(EvidenceError) -> ByteStream {
    MemoryStream([])
  }
  func head(_ index: Int, _ count: Int, path: String, set: EvidenceSet) -> [UInt8] { [] }
}
