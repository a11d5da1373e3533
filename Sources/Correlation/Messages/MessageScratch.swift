import Bytes

/// What putting one message together needs; kept for the next, so that nothing is allocated. Belongs to one thread.
public struct MessageScratch: ~Copyable, Sendable {
  var members = Slab<Int32>()
  var previous = Slab<Int32>()
  var order = Slab<MemberOrder>()
  var recipients = Slab<TextRef>()
  var seen = HashIndex()
  var statuses = Slab<UInt8>()

  public init() {}
}
