import CArchive
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One container through libarchive, with exactly the reader of the format that was recognised: none of its
/// filters, no guessing (its mtree reader claims plain logs), and nothing that leads out of the bytes given.
///
/// Lives in the child process only.
@safe final class ArchiveReader {
  enum Next {
    case entry
    case end
    /// No archive of this format; nothing was consumed.
    case notAnArchive
    case fault(StreamFault)
  }

  // SAFETY: created in init, freed in deinit; the callbacks' data is `self`, which outlives it.
  private let handle: OpaquePointer
  private var entry: OpaquePointer?
  let input: StoredInput
  let kind: StreamKind.Container
  private var given = 0
  private var reads = 0
  private let startPlace: Int
  private var entries = 0
  private var isBroken = false

  init?(_ input: StoredInput, _ kind: StreamKind.Container) {
    guard let handle = unsafe archive_read_new() else { return nil }
    unsafe self.handle = handle
    self.input = input
    self.kind = kind
    startPlace = input.start
    let code: Int32 =
      switch kind {
      case .tar: unsafe archive_read_support_format_tar(handle)
      case .zip:
        input.seekableSize == nil
          ? unsafe archive_read_support_format_zip_streamable(handle)
          : unsafe archive_read_support_format_zip(handle)
      case .sevenZip: unsafe archive_read_support_format_7zip(handle)
      case .cpio: unsafe archive_read_support_format_cpio(handle)
      case .rar: unsafe archive_read_support_format_rar(handle)
      case .rar5: unsafe archive_read_support_format_rar5(handle)
      case .iso9660: unsafe archive_read_support_format_iso9660(handle)
      case .cab: unsafe archive_read_support_format_cab(handle)
      case .xar: unsafe archive_read_support_format_xar(handle)
      case .ar: unsafe archive_read_support_format_ar(handle)
      case .lha: unsafe archive_read_support_format_lha(handle)
      case .warc: unsafe archive_read_support_format_warc(handle)
      }
    guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { return nil }
    if kind == .tar { _ = unsafe archive_read_set_options(handle, "read_concatenated_archives") }
  }

  deinit {
    // SAFETY: freed once; no callback runs afterwards.
    unsafe archive_read_free(handle)
  }

  /// Hands libarchive the input. It stays alive as long as `self`.
  private func open() -> Int32 {
    // SAFETY: the callbacks get `self` back, unretained, and run only inside calls made by `self`.
    let data = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe archive_read_set_callback_data(handle, data)
    unsafe archive_read_set_read_callback(handle) { _, data, block in
      guard let data = unsafe data, let block = unsafe block else { return -1 }
      return unsafe Unmanaged<ArchiveReader>.fromOpaque(data).takeUnretainedValue().give(block)
    }
    if input.seekableSize != nil {
      unsafe archive_read_set_seek_callback(handle) { _, data, offset, whence in
        guard let data = unsafe data else { return -1 }
        return unsafe Unmanaged<ArchiveReader>.fromOpaque(data).takeUnretainedValue().seek(offset, whence)
      }
      unsafe archive_read_set_skip_callback(handle) { _, data, count in
        guard let data = unsafe data else { return 0 }
        return unsafe Unmanaged<ArchiveReader>.fromOpaque(data).takeUnretainedValue().skip(count)
      }
    }
    return unsafe archive_read_open1(handle)
  }

  /// What libarchive took last time is consumed only now: until its second read everything can be taken back.
  private func give(_ block: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    input.consume(given)
    given = 0
    reads += 1
    if input.available == 0 { _ = input.fill() }
    given = input.available
    unsafe block.pointee = UnsafeRawPointer(input.base + input.start)
    return given
  }

  private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    guard let size = input.seekableSize else { return Int64(ARCHIVE_FATAL) }
    let here = Int64(clamping: input.offset + UInt64(given))
    let origin: Int64 = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? here : Int64(clamping: size)
    let (target, overflow) = origin.addingReportingOverflow(offset)
    if overflow || target < 0 { return Int64(ARCHIVE_FATAL) }
    given = 0
    reads += 1
    let place = min(target, Int64(clamping: size))
    input.seek(to: UInt64(place))
    return place
  }

  private func skip(_ count: Int64) -> Int64 {
    guard let size = input.seekableSize, count > 0 else { return 0 }
    let here = input.offset + UInt64(given)
    let step = min(UInt64(count), size > here ? size - here : 0)
    given = 0
    reads += 1
    input.seek(to: here + step)
    return Int64(clamping: step)
  }

  private var failure: String {
    guard let text = unsafe archive_error_string(handle) else { return "no reason given" }
    // SAFETY: a C string that libarchive owns until the next call.
    return unsafe String(cString: text)
  }

  private func fault(_ what: String) -> StreamFault {
    isBroken = true
    // The layer below failed: that is the reason, not what it led to.
    if input.isAtEnd, let below = input.fault { return below }
    let place = unsafe max(0, archive_filter_bytes(handle, -1))
    let why = failure
    let isCut = why.contains("runcated") || why.contains("nexpected end") || why.contains("remature")
    return StreamFault(
      kind: isCut ? .truncated : .corrupt, offset: UInt64(place),
      detail: "\(kind.rawValue) \(what): \(ShownName.text(why.utf8).text) (what follows is not read)")
  }

  func next() -> Next {
    if isBroken { return .end }
    if entries == 0, reads == 0 {
      let code = open()
      if code != ARCHIVE_OK { return notRecognised("archive") }
    }
    var entry: OpaquePointer?
    for _ in 0..<1000 {
      let code = unsafe archive_read_next_header(handle, &entry)
      switch code {
      case ARCHIVE_EOF:
        unsafe self.entry = nil
        if input.isAtEnd, let below = input.fault {
          isBroken = true
          return .fault(below)
        }
        return .end
      case ARCHIVE_OK, ARCHIVE_WARN:
        unsafe self.entry = entry
        entries += 1
        return .entry
      case ARCHIVE_RETRY: continue
      default: return entries == 0 ? notRecognised("archive") : .fault(fault("archive"))
      }
    }
    return .fault(fault("archive"))
  }

  private func notRecognised(_ what: String) -> Next {
    if failure.contains("nrecognized archive format"), reads <= 1 {
      isBroken = true
      given = 0
      input.unconsume(to: startPlace)
      return .notAnArchive
    }
    return .fault(fault(what))
  }

  var isFile: Bool { unsafe postmortem_entry_is_file(entry) != 0 && archive_entry_hardlink(entry) == nil }
  var isEncrypted: Bool { unsafe archive_entry_is_data_encrypted(entry) == 1 }

  var name: [UInt8] {
    guard let text = unsafe archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry) else {
      return []
    }
    // SAFETY: a C string that the entry owns until the next header.
    return unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  var time: Timestamp {
    guard unsafe archive_entry_mtime_is_set(entry) != 0 else { return .unknown }
    let seconds = unsafe Int64(archive_entry_mtime(entry))
    // Year 1 to 9999: what is outside is no time that a file had.
    guard seconds > -62_135_596_800, seconds < 253_402_300_800 else { return .unknown }
    return Timestamp(seconds: seconds)
  }

  /// The next block of the present member: lent until the next call. False at its end.
  func block(_ bytes: inout UnsafeRawBufferPointer, _ offset: inout Int64) throws(StreamFault) -> Bool {
    var start: UnsafeRawPointer?
    var size = 0
    for _ in 0..<1000 {
      let code = unsafe archive_read_data_block(handle, &start, &size, &offset)
      switch code {
      case ARCHIVE_EOF: return false
      case ARCHIVE_OK:
        // SAFETY: libarchive's block of `size` bytes, its own until the next call.
        unsafe bytes = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : size)
        return true
      case ARCHIVE_RETRY: continue
      case ARCHIVE_WARN, ARCHIVE_FAILED:
        let why = fault("member")
        isBroken = false
        throw why
      default: throw fault("member")
      }
    }
    throw fault("member")
  }

  /// Leaves the rest of the present member unread.
  func skipRest() { if !isBroken { _ = unsafe archive_read_data_skip(handle) } }
}

/// The present member of an archive as a stream. Holes of sparse members are zeros.
@safe final class ArchiveEntryStream: ByteStream {
  private let reader: ArchiveReader
  private let limits: Limits
  /// Decoded bytes of all members of the walk: the ratio of many small bombs is that of a large one.
  private let total: DecodedTotal
  private var block = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var hole: UInt64 = 0
  private var offset: UInt64 = 0
  private var isAtEnd = false

  init(_ reader: ArchiveReader, limits: Limits, total: DecodedTotal) {
    self.reader = reader
    self.limits = limits
    self.total = total
  }

  override var isDecoded: Bool { true }
  override var storedBytes: UInt64 { reader.input.storedBytes }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    while true {
      if isAtEnd { return 0 }
      if hole > 0 {
        let count = Int(min(hole, UInt64(room.count)))
        // SAFETY: the front of the caller's block.
        unsafe memset(room.baseAddress.unsafelyUnwrapped, 0, count)
        hole -= UInt64(count)
        return try given(count)
      }
      if unsafe block.count > 0 {
        let count = unsafe min(block.count, room.count)
        // SAFETY: `count` bytes lie in both; libarchive's block stays until the next call of `block`.
        unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<count]))
        unsafe block = UnsafeRawBufferPointer(rebasing: block[count...])
        return try given(count)
      }
      do throws(StreamFault) {
        var place: Int64 = 0
        if unsafe try reader.block(&block, &place) {
          if place > 0, UInt64(place) > offset { hole = UInt64(place) - offset }
        } else {
          isAtEnd = true
        }
      } catch {
        isAtEnd = true
        throw error
      }
    }
  }

  private func given(_ count: Int) throws(StreamFault) -> Int {
    offset += UInt64(count)
    total.bytes += UInt64(count)
    if total.bytes > limits.ratioFloorBytes, total.bytes / max(1, storedBytes) >= UInt64(limits.ratio) {
      isAtEnd = true
      total.isExceeded = true
      throw StreamFault(
        kind: .limitReached, offset: nil,
        detail:
          "the archive gives more than \(limits.ratio) bytes for each stored one (limit ratio): looks like "
          + "a bomb, reading stopped")
    }
    return count
  }
}

/// Bytes that a walk has decoded so far, over all members.
final class DecodedTotal {
  var bytes: UInt64 = 0
  var isExceeded = false
}
