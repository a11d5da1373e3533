import Bytes
public import Model

/// Finds year and offset of every source of a run, from what all of them say together.
///
/// Trust, best first: the user's options; what lines state; ids that carry time (the majority of offsets rounded to
/// quarter hours); other hosts whose time is known and that show the same ids (likewise), files of the same host;
/// the time in the gzip header or archive; the date in the rotated name; the file's time; the current year and UTC.
/// An offset is claimed from the first four only: a file's time is not that of its last line. What had to be assumed
/// is reported once a source.
///
/// Hostile lines: an id counts where the server itself writes it, once, and one voice among many decides nothing.
public struct ClockInference {
  private let probes: [ClockProbe]
  private let options: ClockOptions
  private let names: [RotatedName]
  private var found: [Found]
  /// Sources of one log, oldest first.
  private var logs: [[Int]] = []

  /// What is known of one source.
  private struct Found {
    /// Of the first line.
    var year: Int32?
    var yearSource = TimeSource.none
    var zone: ZoneInfo?
    var offsetSource = TimeSource.none
    /// The zone was read from ids of the source itself.
    var followsIDs = false
  }

  /// One track a probe, in the order of `probes`. `report` gets an oddity for each source of which year or zone had
  /// to be assumed.
  public static func infer(
    _ probes: [ClockProbe], options: ClockOptions = ClockOptions(), report: (Oddity) -> Void = { _ in }
  ) -> [ClockTrack] {
    var inference = ClockInference(probes, options)
    inference.run()
    return probes.indices.map { inference.track($0, report) }
  }

  private init(_ probes: [ClockProbe], _ options: ClockOptions) {
    self.probes = probes
    self.options = options
    names = probes.map { RotatedName(path: $0.path) }
    found = probes.map { _ in Found() }
    var places: [String: Int] = [:]
    for index in probes.indices where !probes[index].first.isNone {
      let key = probes[index].group + "\0" + names[index].log
      if let place = places[key] {
        logs[place].append(index)
      } else {
        places[key] = logs.count
        logs.append([index])
      }
    }
    for place in logs.indices {
      logs[place].sort {
        names[$0].isOlder(than: names[$1]) || ($0 < $1 && !names[$1].isOlder(than: names[$0]))
      }
    }
  }

  private mutating func run() {
    takeOptions()
    takeStated()
    takeWritten()
    for index in probes.indices where isOpen(index) {
      settle(index, votes(of: index, kinds: [.arrival]), .queueID)
      if isOpen(index) {
        settle(index, votes(of: index, kinds: [.arrival, .ownID]), .queueID, mayBeOld: true)
      }
    }
    takeNeighbours()
    shareOffsets()
    shareYears()
    takeNeighbours()
    shareOffsets()
    for index in openYears { takeYear(index, notAfter: probes[index].hints.archiveTime, .archiveTime) }
    shareYears()
    for index in openYears { takeYear(index, notAfter: rotationDate(index), .rotationName) }
    shareYears()
    for index in openYears { takeYear(index, notAfter: probes[index].hints.fileTime, .fileTime) }
    shareYears()
    let now = options.now.isUnknown ? Timestamp(seconds: WallClock.seconds) : options.now
    for index in openYears { takeYear(index, notAfter: now, .assumed) }
  }

  private func isOpen(_ index: Int) -> Bool {
    !probes[index].first.isNone && (found[index].year == nil || found[index].zone == nil)
  }

  private var openYears: [Int] {
    probes.indices.filter { !probes[$0].first.isNone && found[$0].year == nil }
  }

  // MARK: Options and stamps

  private mutating func takeOptions() {
    for index in probes.indices {
      let probe = probes[index]
      let folder = probe.group.split(separator: "/").last.map(String.init) ?? probe.group
      let zone =
        options.hostZones.last { option in
          option.host == probe.group || option.host == folder || probe.hosts.contains(option.host)
        }?.zone ?? options.zone
      if let zone, !probe.first.hasOffset {
        found[index].zone = zone
        found[index].offsetSource = .option
      }
    }
    guard let year = options.year else { return }
    for log in logs {
      guard let oldest = log.first(where: { !probes[$0].first.hasYear }) else { continue }
      found[oldest].year = year
      found[oldest].yearSource = .option
      followFromOlder(log)
    }
  }

  private mutating func takeStated() {
    for index in probes.indices where !probes[index].first.isNone {
      let first = probes[index].first
      if first.hasYear {
        found[index].year = CivilTime(utc: Timestamp(microseconds: first.civilMicroseconds)).year
        found[index].yearSource = .stated
      }
      if first.hasOffset, found[index].zone == nil {
        found[index].zone = ZoneInfo(offsetSeconds: Int32(first.offsetMinutes) * 60, name: "")
        found[index].offsetSource = .stated
      }
    }
  }

  /// What a run before this one wrote down beside the lines: it had more to go by.
  private mutating func takeWritten() {
    for index in probes.indices where !probes[index].first.isNone {
      let hints = probes[index].hints
      if let year = hints.writtenYear, found[index].year == nil {
        found[index].year = year
        found[index].yearSource = hints.writtenSource
      }
      if let offset = hints.writtenOffset, found[index].zone == nil {
        found[index].zone = ZoneInfo(offsetSeconds: Int32(offset) * 60, name: "")
        found[index].offsetSource = hints.writtenSource
      }
    }
  }

  // MARK: Votes

  /// A year of the first line and an offset, from one id.
  private struct Vote {
    var utc: Int64
    var year: Int32
    var offsetMinutes: Int16
    /// Seconds by which the stamp is later than id and offset say.
    var delay: Int64
  }

  private func vote(_ index: Int, _ stamp: Stamp, _ utc: Timestamp) -> Vote? {
    guard let reading = ClockAnchor.reading(of: stamp, at: utc),
      let civil = stamp.civil(inYear: reading.year),
      let year = firstYear(index, notAfter: civil)
    else { return nil }
    return Vote(
      utc: utc.seconds, year: year, offsetMinutes: reading.offsetMinutes, delay: reading.delay)
  }

  /// The latest year in which the first line is not later than `civil` (of a line behind it; a month of disorder
  /// allowed).
  private func firstYear(_ index: Int, notAfter civil: Int64) -> Int32? {
    let near = CivilTime(utc: Timestamp(microseconds: civil)).year
    let month: Int64 = 31 * 86_400_000_000
    for year in [near + 1, near, near - 1, near - 2, near - 3, near - 4] {
      if let first = probes[index].first.civil(inYear: year), first <= civil + month { return year }
    }
    return nil
  }

  private func votes(of index: Int, kinds: [ClockAnchor.Kind]) -> [Vote] {
    probes[index].anchors.compactMap { anchor in
      kinds.contains(anchor.kind) ? vote(index, anchor.stamp, anchor.utc) : nil
    }
  }

  /// Takes what the most of `votes`, which come in the order of the lines, agree upon: two at least, or a single one
  /// that nothing contradicts. Of two equal parties the smaller offset: ids are old, never young.
  ///
  /// Only votes within seconds of a quarter hour tell an offset: a line that comes some minutes or hours after its id
  /// was made rarely hits one. The others tell the year; of other hosts, whose clocks may be minutes apart, also the
  /// offset if they are many and of one mind.
  private mutating func settle(
    _ index: Int, _ votes: [Vote], _ source: TimeSource, mayBeOld: Bool = false
  ) {
    let isOwn = source == .queueID
    let exact = votes.filter { $0.delay >= (isOwn ? -3 : -10) && $0.delay <= 10 }
    let isAlone = votes.count == 1 && !mayBeOld
    if let best = ClockInference.most(exact, atLeast: isAlone ? 1 : mayBeOld ? 3 : 2) {
      set(index, best, exact, source)
    } else if !isOwn, let best = ClockInference.most(votes, atLeast: max(4, votes.count / 2)) {
      set(index, best, votes, source)
    } else if let best = ClockInference.most(votes, atLeast: isAlone ? 1 : 2) {
      set(index, best, [], source)
    }
  }

  /// The year and offset of most votes.
  private static func most(_ votes: [Vote], atLeast least: Int) -> (year: Int32, offsetMinutes: Int16)? {
    let keys = votes.map { Int($0.year) * 10_000 + Int($0.offsetMinutes) + 2_000 }.sorted()
    var best = (key: 0, count: 0)
    var start = 0
    for place in keys.indices where place == keys.count - 1 || keys[place + 1] != keys[place] {
      if place + 1 - start > best.count { best = (keys[place], place + 1 - start) }
      start = place + 1
    }
    guard best.count >= least, best.count * 4 >= votes.count else { return nil }
    return (Int32(best.key / 10_000), Int16(best.key % 10_000 - 2_000))
  }

  /// Sets what is still open; the zone only where there are votes for it.
  private mutating func set(
    _ index: Int, _ best: (year: Int32, offsetMinutes: Int16), _ votes: [Vote], _ source: TimeSource
  ) {
    if found[index].year == nil {
      found[index].year = best.year
      found[index].yearSource = source
    }
    guard found[index].zone == nil, !votes.isEmpty else { return }
    found[index].zone = zone(votes, mostly: best.offsetMinutes)
    found[index].offsetSource = source
    found[index].followsIDs = source == .queueID
  }

  /// The offset that most votes show, or, where the clocks were moved among them, both.
  private func zone(_ votes: [Vote], mostly offset: Int16) -> ZoneInfo {
    let fixed = ZoneInfo(offsetSeconds: Int32(offset) * 60, name: "")
    let moved = votes.map { OffsetChange.Vote(utc: $0.utc, offsetMinutes: $0.offsetMinutes) }
    for other in [offset - 60, offset + 60, offset - 30, offset + 30] {
      guard votes.count(where: { $0.offsetMinutes == other }) >= 2 else { continue }
      let ours = moved.filter { $0.offsetMinutes == offset || $0.offsetMinutes == other }
      // Before the change, all say one thing, behind it the other.
      let turns = zip(ours, ours.dropFirst()).count { $0.offsetMinutes != $1.offsetMinutes }
      guard turns == 1, let first = ours.first?.offsetMinutes,
        let change = OffsetChange.find(ours, from: first, notBefore: .min)
      else { continue }
      return ZoneInfo(offsetSeconds: Int32(first) * 60, name: "").adding(
        transition: change.utc, offset: Int32(change.offsetMinutes) * 60)
    }
    return fixed
  }

  // MARK: Neighbours

  /// Hosts that show the same ids as a host whose time is known, in rounds outward from those.
  private mutating func takeNeighbours() {
    var defined: [UInt64: Timestamp] = [:]
    var mentioned: [UInt64: Timestamp] = [:]
    var messageIDs: [UInt64: Timestamp] = [:]
    var isListed = [Bool](repeating: false, count: probes.count)
    while true {
      var isNew = false
      for index in probes.indices where !isListed[index] && isKnownWell(index) {
        isListed[index] = true
        isNew = true
        list(index, probes[index].defined, in: &defined)
        list(index, probes[index].mentioned, in: &mentioned)
        list(index, probes[index].messageIDs, in: &messageIDs)
      }
      guard isNew else { return }
      for index in probes.indices where isOpen(index) {
        let probe = probes[index]
        var votes = votes(of: index, kinds: [.remoteID])
        for reference in probe.defined {
          if let utc = mentioned[reference.hash] {
            votes += [vote(index, reference.stamp, utc)].compactMap { $0 }
          }
        }
        for reference in probe.mentioned {
          if let utc = defined[reference.hash] {
            votes += [vote(index, reference.stamp, utc)].compactMap { $0 }
          }
        }
        settle(index, votes, .neighbour)
        guard isOpen(index) else { continue }
        votes = probe.messageIDs.compactMap { reference in
          messageIDs[reference.hash].flatMap { vote(index, reference.stamp, $0) }
        }
        settle(index, votes, .neighbour)
      }
    }
  }

  /// Whether others may take the time from this source: nothing of it was guessed from outside.
  private func isKnownWell(_ index: Int) -> Bool {
    guard found[index].year != nil, found[index].zone != nil else { return false }
    func isGood(_ source: TimeSource) -> Bool { source == .option || source <= .neighbour }
    return isGood(found[index].yearSource) && isGood(found[index].offsetSource)
  }

  private func list(_ index: Int, _ references: [ClockReference], in table: inout [UInt64: Timestamp]) {
    guard var reading = reading(index) else { return }
    for reference in references {
      let time = reading.resolve(reference.stamp).time
      if table[reference.hash] == nil { table[reference.hash] = time }
    }
  }

  private func isSameHost(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (probes[left], probes[right])
    return left.group == right.group
      && (left.hosts.isEmpty || right.hosts.isEmpty || left.hosts.contains(where: right.hosts.contains))
  }

  /// Files of one host share its offset; of several, that of the file nearest in the order of its log.
  private mutating func shareOffsets() {
    let known = probes.indices.filter { found[$0].zone != nil }
    for index in probes.indices where !probes[index].first.isNone && found[index].zone == nil {
      var best: (distance: Int, index: Int)?
      for other in known where isSameHost(index, other) {
        let distance = distance(index, other)
        if best == nil || distance < best!.distance { best = (distance, other) }
      }
      if let best {
        found[index].zone = found[best.index].zone
        found[index].offsetSource = found[best.index].offsetSource == .option ? .option : .neighbour
      }
    }
  }

  /// How many files lie between two of one log; far for those of different logs.
  private func distance(_ left: Int, _ right: Int) -> Int {
    guard let log = logs.first(where: { $0.contains(left) }), let there = log.firstIndex(of: right),
      let here = log.firstIndex(of: left)
    else { return 1_000_000 }
    return abs(here - there)
  }

  /// Years from file to file of one log, and from log to log of one host.
  private mutating func shareYears() {
    for log in logs {
      followFromOlder(log)
      followFromNewer(log)
    }
    let known = probes.indices.filter { found[$0].year != nil }
    for index in openYears where found[index].year == nil {
      guard
        let other = known.first(where: { isSameHost(index, $0) }),
        let year = found[other].year, let civil = probes[other].first.civil(inYear: year)
      else { continue }
      var best: (distance: Int64, year: Int32)?
      for candidate in (year - 1)...(year + 1) where isPossible(index, candidate) {
        guard let own = probes[index].first.civil(inYear: candidate) else { continue }
        let distance = abs(own - civil)
        if best == nil || distance < best!.distance { best = (distance, candidate) }
      }
      if let best { take(index, best.year, from: other) }
    }
    for log in logs {
      followFromOlder(log)
      followFromNewer(log)
    }
  }

  private static let day: Int64 = 86_400_000_000

  /// Each file of which the next older one's year is known begins in the first year that is not before that one's
  /// last line (known of its head).
  private mutating func followFromOlder(_ log: [Int]) {
    for (older, index) in zip(log, log.dropFirst())
    where found[index].year == nil && !probes[index].first.hasYear {
      guard let year = found[older].year, let last = lastCivil(older, year) else { continue }
      let start = CivilTime(utc: Timestamp(microseconds: last)).year - 1
      let next = (start...(start + 9)).first { candidate in
        guard let civil = probes[index].first.civil(inYear: candidate) else { return false }
        return civil >= last - ClockInference.day && isPossible(index, candidate)
      }
      if let next { take(index, next, from: older) }
    }
  }

  private mutating func followFromNewer(_ log: [Int]) {
    for (newer, index) in zip(log.reversed(), log.reversed().dropFirst())
    where found[index].year == nil && !probes[index].first.hasYear {
      guard let year = found[newer].year, let first = probes[newer].first.civil(inYear: year) else {
        continue
      }
      if let previous = latestYear(index, notAfter: first + ClockInference.day) {
        take(index, previous, from: newer)
      }
    }
  }

  private mutating func take(_ index: Int, _ year: Int32, from other: Int) {
    found[index].year = year
    let source = found[other].yearSource
    found[index].yearSource = source == .option ? .option : ClockReading.lessCertain(source, .neighbour)
  }

  // MARK: Times from outside

  private func rotationDate(_ index: Int) -> Timestamp {
    if !probes[index].hints.rotationDate.isUnknown { return probes[index].hints.rotationDate }
    guard let date = names[index].date else { return .unknown }
    let civil = CivilTime(
      year: Int32(date / 10_000), month: UInt8(date / 100 % 100), day: UInt8(date % 100))
    return civil.isValid ? civil.asUTC : .unknown
  }

  /// The latest year in which the source's lines are not later than `time`, two days allowed.
  private mutating func takeYear(_ index: Int, notAfter time: Timestamp, _ source: TimeSource) {
    // 1990: before, a clock was not set.
    guard !time.isUnknown, time.seconds > 631_152_000,
      let year = latestYear(index, notAfter: time.microseconds + 2 * ClockInference.day)
    else { return }
    found[index].year = year
    found[index].yearSource = source
  }

  private func latestYear(_ index: Int, notAfter civil: Int64) -> Int32? {
    let start = CivilTime(utc: Timestamp(microseconds: civil)).year
    return (0...9).lazy.map { start - $0 }.first { year in
      guard let last = lastCivil(index, year) else { return false }
      return last <= civil && isPossible(index, year)
    }
  }

  /// The civil time of the head's last line (or the first, where the last is earlier) if the first is in `year`.
  private func lastCivil(_ index: Int, _ year: Int32) -> Int64? {
    let probe = probes[index]
    guard let first = probe.first.civil(inYear: year) else { return nil }
    guard let last = probe.last.civil(inYear: year) else { return first }
    // A last line hours before the first is disorder; months before is the next year.
    if last < first - 180 * ClockInference.day, !probe.last.hasYear {
      return probe.last.civil(inYear: year + 1) ?? first
    }
    return max(first, last)
  }

  /// Whether a source that begins in `year` can hold its February 29.
  private func isPossible(_ index: Int, _ year: Int32) -> Bool {
    let probe = probes[index]
    guard let leapDay = probe.leapDay, !probe.first.hasYear else { return true }
    let isLater = probe.first.civilMicroseconds > leapDay + 180 * ClockInference.day
    return CivilTime.daysInMonth(2, year: isLater ? year + 1 : year) == 29
  }

  // MARK: Results

  private func reading(_ index: Int) -> ClockReading? {
    guard let year = found[index].year else { return nil }
    let first = CivilTime(utc: Timestamp(microseconds: probes[index].first.civilMicroseconds))
    // Lines that state year and offset may be mixed with lines that do not: the former then tell of the latter.
    func mixed(_ source: TimeSource) -> TimeSource { source == .stated ? .neighbour : source }
    return ClockReading(
      year: year, month: first.month, zone: found[index].zone ?? .utc,
      yearSource: mixed(found[index].yearSource),
      offsetSource: found[index].zone == nil ? .assumed : mixed(found[index].offsetSource))
  }

  private func track(_ index: Int, _ report: (Oddity) -> Void) -> ClockTrack {
    let source = found[index]
    guard let reading = reading(index) else {
      return ClockTrack(
        reading: ClockReading(year: 1970, month: 0, zone: .utc, yearSource: .none, offsetSource: .none))
    }
    let isYearAssumed = source.yearSource == .assumed
    if isYearAssumed || source.zone == nil {
      let what =
        isYearAssumed && source.zone == nil
        ? "nothing tells the year and the zone: \(reading.year) and UTC were assumed (--year, --timezone)"
        : isYearAssumed
          ? "nothing tells the year: \(reading.year) was assumed (--year)"
          : "nothing tells the zone: UTC was assumed (--timezone)"
      report(Oddity(.assumedTime, path: probes[index].path, detail: what, isLoss: false))
    }
    return ClockTrack(
      reading: reading, yearSource: source.yearSource,
      offsetSource: source.zone == nil ? .assumed : source.offsetSource, followsIDs: source.followsIDs)
  }
}

extension TimeSource {
  fileprivate static func <= (left: TimeSource, right: TimeSource) -> Bool { left.rawValue <= right.rawValue }
}
