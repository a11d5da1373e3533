import Bytes
public import Model

/// Log events become messages: which queue ids one message had on which hosts, and what became of it.
///
/// A fold over the evidence (DESIGN, rule 5). One is made for each segment, `observe`s its lines in order, and the
/// run's own fold `absorb`s the segments in order. Both only join the lines of a queue id and of a connection, and by
/// rules that do not look at where the cuts are: a stay of a message on a host is the run of lines of its id up to
/// the next line that begins a stay, or through the line that ends one. Everything that needs judgement waits for
/// `checkpoint` and `finish`: the halves of a stay whose lines were logged out of order, the links between hops,
/// the emission. These are decided in the order of evidence time, each at a fixed distance behind the facts it rests
/// on, so the cuts never change the result, nor do the places of the checkpoints while clocks do not go back.
///
/// A host is its logged name and the driver's number for its folder (names repeat). Queue ids are kept apart by host,
/// not by Postfix instance: `-o syslog_name=submission` puts a message's lines under several tags, and the ids of two
/// instances do not meet in practice (they hold the inode).
///
/// Memory: `Limits.openMessages` open and `waitingMessages` closed hops, about 1 KiB each; beyond, the oldest are
/// emitted early (`complete` is then false where an end is missing) and `oddity` says so. A closed stay waits beyond the
/// horizon only while a stay of the same Message-ID, begun before it on another host, is open. It does not grow with the
/// evidence. Hostile input costs no more than honest: chains of equal ids are walked for `chainSteps` only.
public struct MessageFold: ~Copyable, Sendable {
  var arena: TextArena
  var spareArena: TextArena
  var hops = Slab<HopRecord>()
  var freeHops = Slab<Int32>()
  var liveHops = 0
  var deliveries = Slab<DeliveryRecord>()
  /// Kept apart from the records: what is taken again need not be read first.
  var freeDeliveries = Slab<Int32>()
  /// Key (host, id) to the latest stay.
  var keys = HashIndex()
  var serial: UInt32 = 0

  public internal(set) var hosts: [HostRecord] = []
  var hostIndex = HashIndex()
  var services: [ServiceRecord] = []
  var serviceIndex = HashIndex()
  var sessions = Slab<SessionRecord>()
  var sessionIndex = HashIndex()
  var pendingSessions: [PendingSession] = []
  var pendingPeers: [PendingPeer] = []
  /// Deliveries under way that are known by a number of their own.
  var attempts: [AttemptRecord] = []
  var attemptIndex = HashIndex()
  var pendingResults: [PendingResult] = []
  var outcomes: [StoreOutcome] = []
  var arrivals: [QueueArrival] = []
  /// Lines of dialogues that have not been gone through.
  var steps: [DialogueStep] = []
  /// Sessions whose dialogues go on.
  var dialogues: [DialogueSession] = []
  var dialogueIndex = HashIndex()
  /// Recipients that `dialogues` hold.
  var heldRecipients = 0
  /// Stays that followed another under the same key.
  var repeats: [Int32] = []

  var lastHostName = RecentName()
  /// The processes of lines before, by the lengths of their names.
  var recentProcesses = InlineArray<4, RecentProcess>(repeating: RecentProcess())
  var lastHostHash: UInt64 = 0
  var lastHost: Int32 = -1
  var lastServiceHash: UInt64 = 0
  var lastService: Int32 = -1

  let limits: Limits
  /// Microseconds that a closed message waits for a following hop.
  let horizon: Int64
  var work = LinkingWork()
  /// The watermark of the last `settle`, microseconds; all is settled, and `release` leaves nothing.
  var settledBefore = Int64.min
  var isFinished = false

  /// Messages emitted before their time because `Limits.openMessages` or `waitingMessages` was reached.
  public internal(set) var evictedMessages: UInt64 = 0
  /// Connections forgotten because `Limits.openSessions` was reached.
  public internal(set) var evictedSessions: UInt64 = 0
  /// Arrivals given up before their messages came, because `Limits.waitingMessages` was reached.
  public internal(set) var evictedArrivals: UInt64 = 0
  /// Deliveries not kept because of `Limits.deliveriesPerMessage`.
  public internal(set) var droppedDeliveries: UInt64 = 0

  /// How often a host came that there was no room for among `Limits.hosts`.
  public internal(set) var namelessHosts: UInt64 = 0

  /// Services known to log TLS; nothing is concluded of those beyond.
  static let serviceLimit = 65_536
  /// Stays with one id, or with one Message-ID, that a link request looks at.
  static let chainSteps = 64
  /// A stay's lines that were logged after its end, or before its begin, are at most this far off.
  static let disorder: Int64 = 2_000_000
  /// An agent's word about TLS with a peer holds this long.
  static let peerMemory: Int64 = 300_000_000
  /// A connection without a logged end is remembered this long: a day.
  static let connectionMemory: Int64 = 86_400_000_000
  /// Of a server that tells of no connection's begin, one that came so long after the evidence begins is seen whole.
  static let connectionLength: Int64 = 3_600_000_000
  /// A mail store's line is this close to the delivery that it is about.
  static let storeDistance: Int64 = 60_000_000

  /// - Parameter horizonSeconds: how long a closed message waits for a following hop, for clocks that differ and
  ///   bounces; a third of it is the distance up to which times of two hosts are compatible. At least 3.
  public init(limits: Limits = Limits(), horizonSeconds: Int64 = 600) {
    self.limits = limits
    horizon = Swift.max(horizonSeconds, 3) &* 1_000_000
    arena = TextArena(capacity: 1 << 16)
    spareArena = TextArena(capacity: 64)
  }

  /// How far apart two hosts' times of one hand-over may be, microseconds.
  var slack: Int64 { horizon / 3 }

  /// Hops held, open or waiting.
  public var heldHops: Int { liveHops }
  /// Sessions held whose dialogues go on.
  public var heldDialogues: Int { dialogues.count }
  /// Bytes of state: slabs, tables, text.
  public var stateBytes: Int {
    hops.capacity &* MemoryLayout<HopRecord>.stride
      &+ deliveries.capacity &* MemoryLayout<DeliveryRecord>.stride &+ arena.count
      &+ (keys.capacity &+ sessionIndex.capacity) &* 16
      &+ sessions.capacity &* MemoryLayout<SessionRecord>.stride
      &+ steps.capacity &* MemoryLayout<DialogueStep>.stride
      &+ dialogues.capacity &* MemoryLayout<DialogueSession>.stride
  }

  /// The limits that were reached, as values for the run's report; `path` is what the run calls its inputs.
  public func oddities(path: String) -> [Oddity] {
    var found: [Oddity] = []
    func add(_ count: UInt64, _ name: String, _ what: String) {
      guard count > 0 else { return }
      found.append(
        Oddity(
          .limitReached, path: path, detail: "\(name): \(count) \(what) (raise the limit)", isLoss: true))
    }
    add(evictedMessages, "openMessages", "messages written before their end")
    add(evictedSessions, "openSessions", "connections forgotten")
    add(evictedArrivals, "waitingMessages", "arrivals given up before their messages came")
    add(droppedDeliveries, "deliveriesPerMessage", "deliveries counted and not kept")
    if namelessHosts > 0 {
      found.append(
        Oddity(
          .limitReached, path: path,
          detail:
            "hosts: those beyond \(limits.hosts) came \(namelessHosts) times and have no name in the records",
          isLoss: true))
    }
    return found
  }

  // MARK: Slabs

  mutating func newHop(_ record: HopRecord) -> Int32 {
    liveHops &+= 1
    serial &+= 1
    if let free = freeHops.popLast() {
      hops[Int(free)] = record
      hops[Int(free)].serial = serial
      return free
    }
    let index = Int32(truncatingIfNeeded: hops.count)
    hops.append(record)
    hops[Int(index)].serial = serial
    return index
  }

  @inline(__always)
  mutating func newDelivery(_ record: DeliveryRecord) -> Int32 {
    if let free = freeDeliveries.popLast() {
      deliveries[Int(free)] = record
      return free
    }
    deliveries.append(record)
    return Int32(truncatingIfNeeded: deliveries.count &- 1)
  }

  /// Appends delivery `index` to the list of hop `hop`.
  @inline(__always)
  mutating func link(delivery index: Int32, to hop: Int) {
    let last = hops[hop].lastDelivery
    if last >= 0 {
      deliveries[Int(last)].next = index
    } else {
      hops[hop].firstDelivery = index
    }
    hops[hop].lastDelivery = index
    hops[hop].heldDeliveries &+= 1
  }

  // MARK: Hosts, services, sessions

  /// The number of the line's host, whose hash is then `lastHostHash`.
  @inline(__always)
  mutating func host(_ text: Span<UInt8>, _ name: ByteRange, context: UInt32) -> Int32 {
    lastHostName.matches(text, name, context: context) ? lastHost : findHost(text, name, context: context)
  }

  @inline(never)
  private mutating func findHost(_ text: Span<UInt8>, _ name: ByteRange, context: UInt32) -> Int32 {
    let hash = text.hash(name, seed: MessageFold.hostSeed(context))
    if hash == lastHostHash, lastHost >= 0 { return lastHost }
    var found = hostIndex.find(hash)
    if found < 0 {
      found =
        hasRoom(forHost: name)
        ? add(HostRecord(name: arena.keep(text, name), context: context, hash: hash)) : namelessHost(context)
    }
    lastHostName.remember(text, name, context: context)
    lastHostHash = hash
    lastHost = found
    return found
  }

  /// What hashes of a host's name begin with.
  @inline(__always)
  static func hostSeed(_ context: UInt32) -> UInt64 {
    0x9E37_79B9_7F4A_7C15 &+ UInt64(context) &* 0xD6E8_FEB8_6659_FD93
  }

  /// The host of a folder that stands for those that there is no room for. It has no name: no message shall stand under
  /// another host's.
  mutating func namelessHost(_ context: UInt32) -> Int32 {
    namelessHosts &+= 1
    let hash = arena.span.hash(.none, seed: MessageFold.hostSeed(context))
    let known = hostIndex.find(hash)
    return known >= 0 ? known : add(HostRecord(name: .none, context: context, hash: hash))
  }

  /// A host whose lines carry no name is no loss: it stands for itself.
  func hasRoom(forHost name: ByteRange) -> Bool { hosts.count < limits.hosts || name.isNone }

  mutating func add(_ host: HostRecord) -> Int32 {
    hosts.append(host)
    hostIndex.set(host.hash, Int32(hosts.count - 1))
    return Int32(hosts.count - 1)
  }

  @inline(__always)
  mutating func service(_ hash: UInt64) -> Int32 {
    if hash == lastServiceHash, lastService >= 0 { return lastService }
    lastServiceHash = hash
    lastService = findService(hash)
    return lastService
  }

  mutating func findService(_ hash: UInt64) -> Int32 {
    let found = serviceIndex.find(hash)
    if found >= 0 { return found }
    if services.count >= MessageFold.serviceLimit { return -1 }
    services.append(ServiceRecord(hash: hash))
    serviceIndex.set(hash, Int32(services.count - 1))
    return Int32(services.count - 1)
  }

  /// The present session of `key`, made where there is none: headless where it is the first of its process here, else
  /// one whose beginning is not in the evidence.
  @inline(__always)
  mutating func session(_ key: UInt64, _ time: Timestamp) -> Int {
    let found = sessionIndex.find(key)
    if found >= 0 {
      let index = Int(found)
      if sessions[index].flags.contains(.closed) {
        sessions[index].restart(at: time, [])
      }
      return index
    }
    sessions.append(SessionRecord(key: key, time: time, flags: .headless))
    sessionIndex.set(key, Int32(truncatingIfNeeded: sessions.count &- 1))
    return sessions.count &- 1
  }

  /// Empties the fold and keeps its memory.
  mutating func removeAll() {
    arena.removeAll()
    hops.removeAll()
    freeHops.removeAll()
    liveHops = 0
    deliveries.removeAll()
    freeDeliveries.removeAll()
    keys.removeAll()
    serial = 0
    hosts.removeAll(keepingCapacity: true)
    hostIndex.removeAll()
    services.removeAll(keepingCapacity: true)
    serviceIndex.removeAll()
    sessions.removeAll()
    sessionIndex.removeAll()
    pendingSessions.removeAll(keepingCapacity: true)
    pendingPeers.removeAll(keepingCapacity: true)
    attempts.removeAll(keepingCapacity: true)
    attemptIndex.removeAll()
    pendingResults.removeAll(keepingCapacity: true)
    outcomes.removeAll(keepingCapacity: true)
    arrivals.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    dialogues.removeAll(keepingCapacity: true)
    dialogueIndex.removeAll()
    heldRecipients = 0
    repeats.removeAll(keepingCapacity: true)
    lastHostName.forget()
    lastHost = -1
    lastService = -1
    droppedDeliveries = 0
    namelessHosts = 0
    evictedMessages = 0
    evictedSessions = 0
    evictedArrivals = 0
  }
}
