import Foundation
import Testing

@testable import Evidence

@Suite struct HeldArchiveTests {
  private func names(_ archive: HeldArchive, _ bytes: [UInt8]) -> ([String], HeldArchive.Report) {
    var names: [String] = []
    let report = archive.walk(bytes) { member in
      names.append("\(member.name)=\(String(decoding: member.bytes, as: UTF8.self))")
      return true
    }
    return (names, report)
  }

  private func tar(_ place: Workplace, _ name: String, _ text: String) -> [UInt8] {
    place.write("in/\(name)", text)
    place.run("tar cf a.tar -C in \(name)")
    return place.bytes("a.tar")
  }

  @Test
  func `one child reads many archives, a shorter one after a longer, and nothing of one shows in another`() {
    let place = Workplace()
    let archive = HeldArchive(executable: builtProgram)
    let archives = [
      ("long.txt", String(repeating: "x", count: 20_000)), ("short.txt", "one"), ("other.txt", "two"),
    ].map { name, text in (tar(place, name, text), ["\(name)=\(text)"]) }
    for number in 0..<(Int(HeldArchive.reuse) + 20) {
      let (bytes, expected) = archives[number % archives.count]
      let (found, report) = names(archive, bytes)
      #expect(found == expected && report.failure == nil && report.isArchive)
    }
  }

  @Test func `after an archive that is damaged, none, or left in the middle the next is read`() {
    let place = Workplace()
    let archive = HeldArchive(executable: builtProgram)
    let good = tar(place, "a.txt", "text")
    place.write("in/b.txt", "more")
    place.run("tar cf both.tar -C in a.txt b.txt")
    let both = place.bytes("both.tar")
    for bytes in [Array(good[..<700]), [], Array("no archive".utf8), Array("Rar!\u{1A}\u{7}\u{1}".utf8)] {
      _ = names(archive, bytes)
      #expect(names(archive, good).0 == ["a.txt=text"])
    }
    var count = 0
    _ = archive.walk(both) { _ in
      count += 1
      return false
    }
    #expect(count == 1)
    #expect(names(archive, both).0 == ["a.txt=text", "b.txt=more"])
  }

  @Test func `a child that dies is said, each time`() {
    let place = Workplace()
    let good = tar(place, "a.txt", "text")
    let archive = HeldArchive(executable: place.script("#!/bin/sh\nkill -9 $$\n"))
    for _ in 0..<2 {
      let (found, report) = names(archive, good)
      #expect(found.isEmpty && report.failure != nil)
    }
  }
}
