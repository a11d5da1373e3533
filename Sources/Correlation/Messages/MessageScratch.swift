import Bytes

/// What putting one message together needs; kept for the next, so that nothing is allocated. Belongs to one thread.
public struct MessageScratch: Sendable {
  var members: [Int32] = []
  var previous: [Int32] = []
  var order: [MemberOrder] = []
  var recipients: [TextRef] = []
  var seen = HashIndex()
  var statuses: [UInt8] = []

  public init() {}
}
