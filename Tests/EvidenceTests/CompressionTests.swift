import Foundation
import Model
import Testing

@testable import Evidence

struct Packer: Sendable, CustomTestStringConvertible {
  var tool: String
  /// Shell command from `plain` to `packed`.
  var command: String
  var testDescription: String { command }

  static let all: [Packer] = [
    Packer(tool: "gzip", command: "gzip -c plain > packed"),
    Packer(tool: "gzip", command: "gzip -1c plain > packed"),
    Packer(tool: "gzip", command: "gzip -9c < plain > packed"),
    Packer(tool: "bzip2", command: "bzip2 -c plain > packed"),
    Packer(tool: "bzip2", command: "bzip2 -1c plain > packed"),
    Packer(tool: "xz", command: "xz -c plain > packed"),
    Packer(tool: "xz", command: "xz -T2 --block-size=20000 -c plain > packed"),
    Packer(tool: "xz", command: "xz -C none -0 -c plain > packed"),
    Packer(tool: "xz", command: "xz --format=lzma -c plain > packed"),
    Packer(tool: "zstd", command: "zstd -qc plain > packed"),
    Packer(tool: "zstd", command: "zstd -q -19 -c plain > packed"),
    Packer(tool: "zstd", command: "zstd -q --fast=5 -c plain > packed"),
    Packer(tool: "zstd", command: "zstd -q --ultra -22 --long=27 -c < plain > packed"),
    Packer(tool: "zstd", command: "zstd -q --no-check -3 -c < plain > packed"),
    Packer(tool: "lz4", command: "lz4 -qc plain > packed"),
    Packer(tool: "lz4", command: "lz4 -qc -9 -BD -B4 plain > packed"),
    Packer(tool: "lz4", command: "lz4 -qc -l plain > packed"),
    Packer(tool: "lz4", command: "lz4 -qc -BX --content-size plain > packed"),
    Packer(tool: "compress", command: "compress -c plain > packed"),
  ]
}

@Suite struct CompressionTests {
  @Test(arguments: Packer.all)
  func `the same text comes out of every compression`(_ packer: Packer) {
    let place = Workplace()
    for text in [sampleLog(lines: 1500), sampleLog(lines: 1), [], [UInt8](repeating: 65, count: 300_000)] {
      place.write("plain", text)
      guard hasTool(packer.tool), place.run(packer.command) else { return }
      let reading = read([place.path + "/packed"], limits: Limits(), step: 70_000)
      #expect(reading.contents.count == 1)
      #expect(reading.contents.first == text, "\(reading.contents.first?.count ?? -1) of \(text.count)")
      #expect(reading.oddities == [])
      #expect(!reading.hasLoss)
    }
  }

  @Test(arguments: Packer.all)
  func `members one behind the other are one text`(_ packer: Packer) {
    let place = Workplace()
    var expected: [UInt8] = []
    var packed: [UInt8] = []
    for lines in [40, 0, 3000] {
      let text = sampleLog(lines: lines, seed: UInt64(lines))
      place.write("plain", text)
      guard hasTool(packer.tool), !packer.command.contains("lzma"), !packer.command.contains("compress "),
        place.run(packer.command)
      else { return }
      expected += text
      packed += place.bytes("packed")
    }
    let file = place.write("all", packed)
    let reading = read([file])
    #expect(reading.contents.first == expected)
    #expect(reading.oddities == [])
  }

  @Test(arguments: Packer.all)
  func `a file cut anywhere gives a true beginning and one oddity`(_ packer: Packer) {
    let place = Workplace()
    let text = sampleLog(lines: 300)
    place.write("plain", text)
    guard hasTool(packer.tool), place.run(packer.command) else { return }
    let packed = place.bytes("packed")
    var least = -1
    for cut in stride(from: 20, to: packed.count, by: max(1, packed.count / 16)) {
      let file = place.write("cut", Array(packed[..<cut]))
      let reading = read([file])
      let got = reading.contents.first ?? []
      #expect(got.count <= text.count && text.starts(with: got), "cut at \(cut)")
      #expect(got.count >= least, "cut at \(cut) gives less than a shorter file")
      least = got.count
      // The end of compress data, of a raw lzma stream and of old lz4 data cannot be told from a cut.
      if got != text, !packer.command.contains("compress "), !packer.command.contains("-l plain") {
        #expect(reading.oddities.count == 1, "cut at \(cut): \(reading.oddities)")
        #expect(reading.oddities.first?.kind == .truncated, "cut at \(cut): \(reading.oddities)")
        #expect(reading.hasLoss)
      }
    }
    // A zstd or bzip2 block can be decoded whole or not at all; this text is one block.
    #expect(least > 0 || ["zstd", "bzip2"].contains(packer.tool))
  }

  @Test(arguments: Packer.all)
  func `garbage behind the end is reported and takes nothing away`(_ packer: Packer) {
    let place = Workplace()
    let text = sampleLog(lines: 300)
    place.write("plain", text)
    guard hasTool(packer.tool), !packer.command.contains("compress "), !packer.command.contains("-l plain"),
      place.run(packer.command)
    else { return }
    let packed = place.bytes("packed")
    let file = place.write("tail", packed + Array("\u{1}garbage that nobody asked for".utf8))
    let reading = read([file])
    #expect(reading.contents.first == text)
    #expect(reading.oddities.map(\.kind) == [.trailingGarbage], "\(reading.oddities)")
    #expect(reading.oddities.first?.offset == UInt64(packed.count))
    #expect(reading.hasLoss)
  }

  @Test(arguments: Packer.all)
  func `zeros behind the end are padding`(_ packer: Packer) {
    let place = Workplace()
    let text = sampleLog(lines: 100)
    place.write("plain", text)
    guard hasTool(packer.tool), !packer.command.contains("compress "), place.run(packer.command) else {
      return
    }
    let file = place.write("tail", place.bytes("packed") + [UInt8](repeating: 0, count: 1024))
    let reading = read([file])
    #expect(reading.contents.first == text)
    #expect(reading.oddities == [])
  }

  @Test(arguments: Packer.all)
  func `flipped bits never crash, and what comes before them is given`(_ packer: Packer) {
    let place = Workplace()
    let text = sampleLog(lines: 300)
    place.write("plain", text)
    guard hasTool(packer.tool), place.run(packer.command) else { return }
    let packed = place.bytes("packed")
    var state: UInt64 = 99
    for _ in 0..<14 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var damaged = packed
      let at = 24 + Int((state >> 33) % UInt64(packed.count - 24))
      damaged[at] ^= UInt8(1 << (state >> 20 & 7))
      let file = place.write("damaged", damaged)
      let reading = read([file])
      #expect(reading.contents.count == 1)
      if reading.contents.first != text, !packer.command.contains("compress "),
        !packer.command.contains("lzma"),
        !packer.command.contains("no-check"), !packer.command.contains("-C none"),
        !packer.command.contains("-l plain")
      {
        #expect(reading.hasLoss, "damage at \(at) not noticed")
      }
    }
  }

  /// `EVIDENCE_FUZZ` sets the rounds for each compression, for longer runs.
  @Test(arguments: Packer.all)
  func `no change of the stored bytes crashes a decoder`(_ packer: Packer) throws {
    let rounds = Int(ProcessInfo.processInfo.environment["EVIDENCE_FUZZ"] ?? "") ?? 30
    let place = Workplace()
    place.write("plain", sampleLog(lines: 60) + [UInt8](repeating: 0, count: 300))
    guard hasTool(packer.tool), place.run(packer.command) else { return }
    let packed = place.bytes("packed")
    var state: UInt64 = 4711
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var limits = Limits()
    limits.ratioFloorBytes = 1 << 20
    for _ in 0..<rounds {
      var damaged = packed
      for _ in 0..<1 + next(6) {
        // Headers and tables stand in front: every other change is there.
        let at = next(2) == 0 ? 3 + next(min(100, damaged.count - 3)) : next(damaged.count)
        switch next(5) {
        case 0: damaged[at] = UInt8(next(256))
        case 1: damaged[at] ^= UInt8(1 << next(8))
        case 2: damaged[at] = next(2) == 0 ? 0 : 255
        case 3: damaged.remove(at: at)
        default:
          damaged.insert(contentsOf: damaged[at..<min(damaged.count, at + next(40))], at: next(damaged.count))
        }
      }
      let layers = Layers(MemoryStream(damaged), limits: limits, threads: 1 + next(2))
      let after = drain(layers.stream)
      #expect(after == 0)
    }
  }
}

/// Reads a stream to its end or fault; returns what one more read gives.
private func drain(_ stream: ByteStream) -> Int {
  let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 60_000, alignment: 16)
  defer { room.deallocate() }
  while let count = try? stream.read(room), count > 0 {}
  return (try? stream.read(room)) ?? -1
}
