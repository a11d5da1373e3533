import CLZMA
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// xz, .lzma and lzip through liblzma, streams one after the other, with padding.
///
/// Directly and not through libarchive, which drops up to the last 64 KiB of damaged files; on several threads
/// where the file has several blocks; with a memory limit that is reported, not met with a failed allocation.
/// A stream that a threaded decoder gives up on early still gives all its bytes: liblzma hands out what its threads
/// finished before it returns the error.
@safe final class XZDecoder: WindowedDecoder {
  enum Flavour: String { case xz, lzma, lzip }
  private let flavour: Flavour
  private let threads: UInt32
  private var stream = unsafe postmortem_lzma_stream()
  private var isOpen = false
  private var checkProblem: StreamFault?

  init(_ input: StoredInput, flavour: Flavour, limits: Limits, threads: Int) {
    self.flavour = flavour
    self.threads = UInt32(clamping: threads)
    super.init(input, limits: limits, room: 1 << 20)
  }

  deinit {
    // SAFETY: lzma_end frees what the decoder owns and may be called on a fresh stream.
    unsafe lzma_end(&stream)
  }

  private func open() -> Bool {
    // SAFETY: `stream` is owned; its memory stays in place because the object does.
    let code =
      switch flavour {
      case .xz: unsafe postmortem_lzma_xz(&stream, limits.xzMemoryBytes, threads)
      case .lzma: unsafe postmortem_lzma_alone(&stream, limits.xzMemoryBytes)
      case .lzip: unsafe postmortem_lzma_lzip(&stream, limits.xzMemoryBytes)
      }
    if code != LZMA_OK {
      fail(.unsupported, "\(flavour.rawValue) cannot be decoded here (liblzma error \(code.rawValue))")
      return false
    }
    isOpen = true
    return true
  }

  override func decode() {
    if !isOpen, !open() { return }
    makeRoom(512 << 10, history: 0)
    while produced < room {
      if input.available == 0 { _ = input.fill() }
      let action = input.isAtEnd && input.available == 0 ? LZMA_FINISH : LZMA_RUN
      let givenIn = input.available
      let givenOut = room - produced
      // SAFETY: both pointers name memory of the stated sizes that nobody touches during the call; the pointers
      // do not outlive it.
      unsafe stream.next_in = UnsafePointer(input.base + input.start)
      unsafe stream.avail_in = givenIn
      unsafe stream.next_out = output + produced
      unsafe stream.avail_out = givenOut
      let code = unsafe lzma_code(&stream, action)
      let took = unsafe givenIn - stream.avail_in
      let gave = unsafe givenOut - stream.avail_out
      input.consume(took)
      produced += gave
      switch code {
      case LZMA_OK: if gave > 0, action == LZMA_RUN, produced > room / 2 { return }
      case LZMA_STREAM_END:
        endOfStream()
        return
      case LZMA_BUF_ERROR:
        failTruncated("\(flavour.rawValue) data")
        return
      case LZMA_MEMLIMIT_ERROR:
        let wanted = unsafe lzma_memusage(&stream)
        fail(
          .limitReached,
          "\(flavour.rawValue) data wants \(wanted) bytes of memory, the limit (xz memory) is "
            + "\(limits.xzMemoryBytes); reading stopped after \(decoded) bytes")
        return
      case LZMA_FORMAT_ERROR:
        failCorrupt("\(flavour.rawValue) data", "not its format")
        return
      case LZMA_OPTIONS_ERROR:
        failCorrupt("\(flavour.rawValue) data", "unknown options")
        return
      case LZMA_MEM_ERROR:
        fail(.limitReached, "out of memory for \(flavour.rawValue) data after \(decoded) bytes")
        return
      default:
        failCorrupt("\(flavour.rawValue) data", "the stream contradicts itself")
        return
      }
    }
  }

  private func endOfStream() {
    let flavour = self.flavour
    if flavour == .lzma, !input.ensure(1) {
      isFinished = true
      fault = input.fault
      return
    }
    let more = continues(flavour.rawValue) { input in
      let head = input.head(6)
      switch flavour {
      case .xz: return [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0].starts(with: head)
      case .lzip: return head.starts(with: [0x4c, 0x5a, 0x49, 0x50])
      case .lzma: return StreamKind(input.head(14)) == .compressed(.lzma)
      }
    }
    if more { _ = open() }
  }
}
