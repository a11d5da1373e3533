import Attachments
import Testing

@Suite struct FileTypeTests {
  @Test func `every type and every reason has a word of its own`() {
    let types = Set(FileType.allCases.map { "\($0.name)" })
    #expect(types.count == FileType.allCases.count)
    let reasons = AttachmentReasons(rawValue: (1 << 27) - 1).names.map { "\($0)" }
    #expect(Set(reasons).count == 27)
  }
}
