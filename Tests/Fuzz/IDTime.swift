import Bytes
import LogFormats
import Model

/// An id that may carry a time. What passes lies in the years of such servers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let text = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  let whole = ByteRange(0, size)
  for time in [
    IDClock.postfixLong(text, whole), IDClock.exim(text, whole), IDClock.sendmail(text, whole),
    IDClock.postfixMessageID(text, whole), IDClock.sendmailMessageID(text, whole),
  ] {
    if let time { precondition(time.seconds >= 820_454_400 && time.seconds < 2_713_910_400) }
  }
  _ = IDClock.dovecot(text, whole, near: Timestamp(microseconds: Int64(bitPattern: text.word(at: 0))))
  return 0
}
