import Model

/// A moment at which a host's clocks were moved, found from ids that carry time.
struct OffsetChange: Equatable {
  /// Seconds since 1970 at which the new offset begins.
  var utc: Int64
  /// Minutes east of UTC from then on.
  var offsetMinutes: Int16

  /// An id's time, and the offset that its line's stamp shows.
  struct Vote: Equatable {
    var utc: Int64
    var offsetMinutes: Int16
  }

  /// The change from `old` that `votes` show, which come in the order of the lines: the last vote for `old`,
  /// then at least two for an offset that is half an hour or an hour away, and none for `old` after them.
  ///
  /// Clocks are moved at full hours; of those between the two votes the one is taken that falls on a Sunday's
  /// 01:00 UTC or 02:00 or 03:00 local time, as nearly everywhere, else the last.
  /// - Parameter notBefore: seconds since 1970 at which the old offset is known to have held.
  static func find(_ votes: [Vote], from old: Int16, notBefore: Int64) -> OffsetChange? {
    guard let new = votes.last?.offsetMinutes else { return nil }
    let difference = abs(Int(new) - Int(old))
    guard difference == 60 || difference == 30 else { return nil }
    let lastOld = votes.lastIndex { $0.offsetMinutes == old }
    let following = votes[(lastOld.map { $0 + 1 } ?? 0)...]
    // A late retry in between shows some third offset; two votes that agree are enough to outweigh it.
    guard following.count(where: { $0.offsetMinutes == new }) >= 2,
      let first = following.first(where: { $0.offsetMinutes == new })
    else { return nil }
    let low = max(lastOld.map { votes[$0].utc } ?? .min, notBefore)
    let high = first.utc
    let hour: Int64 = 3600
    let latest = high - mod(high, hour)
    guard low != .min, low < high else { return OffsetChange(utc: latest, offsetMinutes: new) }
    var candidate = latest
    var best: Int64?
    // A week of hours: farther back, no id has been seen and nothing favours one Sunday over another.
    var tries = 0
    while candidate > low, tries < 170 {
      if isUsual(candidate, old: old) {
        best = candidate
        break
      }
      candidate -= hour
      tries += 1
    }
    return OffsetChange(utc: best ?? (latest > low ? latest : high), offsetMinutes: new)
  }

  private static func isUsual(_ utc: Int64, old: Int16) -> Bool {
    let local = utc + Int64(old) * 60
    let day = (local - mod(local, 86_400)) / 86_400
    // 1970-01-01 was a Thursday.
    guard mod(day + 4, 7) == 0 else { return false }
    let hourOfDay = mod(local, 86_400) / 3600
    return mod(utc, 86_400) == 3600 || hourOfDay == 2 || hourOfDay == 3
  }

  private static func mod(_ value: Int64, _ divisor: Int64) -> Int64 {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
