import Model

/// A walk of an archive by a child, as the parent sees it: members, their bytes, oddities, and the child's end.
///
/// Believes nothing: lengths and numbers out of their bounds end the session as the child's failure.
@safe final class ArchiveSession {
  struct Member {
    var index: Int
    var time: Timestamp
    var gzipTime: Timestamp
    var name: String
  }
  enum Event {
    case member(Member)
    /// Bytes follow, to be fetched with `data`.
    case data
    case end(isWhole: Bool)
    /// The walk is over; `isArchive` is false when the reader does not know the format.
    case done(isArchive: Bool)
    case failed(String)
  }

  private let child: ChildProcess
  private let path: String
  private let silence: UInt64
  private let report: (Oddity) -> Void
  private var dataLeft = 0
  private var isOver = false
  private let isReused: Bool
  /// No member below this number can come any more.
  private(set) var position = 0

  init(
    _ archive: Archive, _ order: ArchiveOrder, tail: Descriptor?, report: @escaping (Oddity) -> Void
  ) throws(EvidenceError) {
    path = archive.input.path
    isReused = order.mode == .members
    silence = order.limits.childSilenceSeconds
    self.report = report
    let input = try archive.input.open()
    do throws(PathFailure) {
      child = try ChildProcess(archive.executable, arguments: order.arguments, input: input, tail: tail)
    } catch {
      throw EvidenceError.child(path: path, errno: error.errno)
    }
  }

  func want(_ index: Int) -> Bool {
    position = index
    return child.order(UInt64(index))
  }

  /// Has the child walk what its input holds now (`ArchiveOrder.Mode.members` only: it waits for this).
  func walkAgain() -> Bool {
    isOver = false
    position = 0
    return child.order(0)
  }

  /// The path of a member as shown.
  func path(_ name: String) -> String { name.isEmpty ? path : "\(path)!\(name)" }

  /// What comes next; data that was not fetched is passed over.
  func next() -> Event {
    while true {
      if isOver { return .failed("the archive reader has ended") }
      while dataLeft > 0 {
        guard let skipped = take(min(dataLeft, 64 << 10)) else { return broken() }
        dataLeft -= skipped.count
      }
      guard let header = take(ArchiveFrame.headerBytes) else { return broken() }
      let length = Int(ArchiveFrame.number(header[1...]))
      guard let frame = ArchiveFrame(rawValue: header[0]), length <= ArchiveFrame.mostBytes else {
        return lied()
      }
      if frame == .data {
        dataLeft = length
        return .data
      }
      guard let payload = take(length) else { return broken() }
      switch frame {
      case .member:
        guard payload.count >= 20 else { return lied() }
        let index = Int(ArchiveFrame.number(payload[..<4]))
        guard index >= position else { return lied() }
        position = index
        return .member(
          Member(
            index: index, time: time(payload[4..<12]), gzipTime: time(payload[12..<20]),
            name: ShownName.text(payload[20...]).text))
      case .end:
        position += 1
        return .end(isWhole: payload.first == 1)
      case .oddity:
        guard payload.count >= 14 else { return lied() }
        tell(payload)
      case .alive: break
      case .done:
        isOver = true
        if !isReused { child.stop() }
        return .done(isArchive: payload.first == 0)
      case .data: break
      }
    }
  }

  /// Bytes of the present data frame into `room`; 0: it is used up. Nil: the child failed.
  func data(_ room: UnsafeMutableRawBufferPointer) -> Int? {
    if dataLeft == 0 { return 0 }
    let wanted = min(room.count, dataLeft)
    // SAFETY: the front of the caller's block.
    guard
      let count = unsafe child.read(
        UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]), silence: silence),
      count > 0
    else { return nil }
    dataLeft -= count
    return count
  }

  /// Why the child failed, once `data` gave nil.
  func failure() -> String {
    guard case .failed(let why) = broken() else { return "" }
    return why
  }

  private func take(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      // SAFETY: the rest of the array.
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe child.read(UnsafeMutableRawBufferPointer(rebasing: $0[done...]), silence: silence)
      }
      guard let got, got > 0 else {
        isSilent = got == nil
        return nil
      }
      done += got
    }
    return bytes
  }
  private var isSilent = false

  private func time(_ bytes: ArraySlice<UInt8>) -> Timestamp {
    Timestamp(microseconds: Int64(bitPattern: ArchiveFrame.number(bytes)))
  }

  private func tell(_ payload: [UInt8]) {
    let kinds = Oddity.Kind.allCases
    let kind = Int(payload[0]) < kinds.count ? kinds[Int(payload[0])] : .corrupt
    let offset = ArchiveFrame.number(payload[2..<10])
    let length = min(Int(ArchiveFrame.number(payload[10..<14])), payload.count - 14)
    report(
      Oddity(
        kind, path: path(ShownName.text(payload[14..<14 + length]).text),
        offset: offset == .max ? nil : offset,
        detail: ShownName.text(payload[(14 + length)...]).text, isLoss: payload[1] == 1))
  }

  private func broken() -> Event {
    isOver = true
    if isSilent {
      child.stop()
      return .failed("gave no sign of life for \(silence) seconds and was stopped (limit child silence)")
    }
    return .failed(child.stop(isExpected: false) ?? "ended before its work was done")
  }

  private func lied() -> Event {
    isOver = true
    child.stop()
    return .failed("said what it cannot say and was stopped")
  }
}
