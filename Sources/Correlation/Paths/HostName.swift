public import Bytes

/// Whether two host names can be the same machine or the same organisation.
///
/// Without DNS and without the public suffix list: the registered domain is the last two labels, or three where
/// the second-level label is one that registries of countries use (`co.uk`). Names are compared without case.
public enum HostName {
  /// The two ranges hold the same name.
  public static func equal(
    _ left: Span<UInt8>, _ leftName: ByteRange, _ right: Span<UInt8>, _ rightName: ByteRange
  ) -> Bool {
    guard leftName.count == rightName.count, !leftName.isNone, leftName.upper <= left.count,
      rightName.upper <= right.count
    else { return false }
    for place in 0..<leftName.count
    where left[leftName.lower + place].lowercased != right[rightName.lower + place].lowercased {
      return false
    }
    return true
  }

  /// Where the last dot of a name stands, and the last before it; -1 where there is none.
  @inline(__always)
  private static func lastDots(_ text: Span<UInt8>, _ name: ByteRange) -> (last: Int, second: Int) {
    // Most names have both in their last sixteen bytes.
    let start = Swift.max(name.upper &- 16, 0)
    var lanes = text.block(at: start).equals(UInt8(ascii: ".")).lanes
    var last = -1
    while let lane = lanes.last() {
      let place = start &+ lane
      if place >= name.upper { continue }
      if place < name.lower { return (last, -1) }
      if last >= 0 { return (last, place) }
      last = place
    }
    if last < 0 { last = text.findLast(UInt8(ascii: "."), from: name.lower, to: start) ?? -1 }
    guard last >= 0 else { return (-1, -1) }
    return (last, text.findLast(UInt8(ascii: "."), from: name.lower, to: Swift.min(last, start)) ?? -1)
  }

  /// The name has a dot between labels and is no address.
  public static func isQualified(_ text: Span<UInt8>, _ name: ByteRange) -> Bool {
    guard !name.isNone, name.count >= 3, text[name.upper - 1].isLetter || text[name.upper - 1].isDigit
    else { return false }
    let dot = lastDots(text, name).last
    guard dot > name.lower else { return false }
    // A top-level domain has a letter: four numbers are an address.
    for index in (dot + 1)..<name.upper where text[index].isLetter { return true }
    return false
  }

  /// The registered domain of a qualified name.
  public static func registeredDomain(_ text: Span<UInt8>, _ name: ByteRange) -> ByteRange {
    let (last, second) = lastDots(text, name)
    guard second >= 0 else { return name }
    let middle = ByteRange(second + 1, last)
    guard name.upper - last == 3, isRegistryLabel(text, middle) else {
      return ByteRange(second + 1, name.upper)
    }
    guard let third = text.findLast(UInt8(ascii: "."), from: name.lower, to: second) else { return name }
    return ByteRange(third + 1, name.upper)
  }

  private static func isRegistryLabel(_ text: Span<UInt8>, _ label: ByteRange) -> Bool {
    guard label.count >= 2, label.count <= 4 else { return false }
    func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: label) }
    return has("co") || has("com") || has("net") || has("org") || has("ac") || has("edu") || has("gov")
      || has("or") || has("ne") || has("go") || has("gob") || has("gen") || has("mil") || has("ltd")
      || has("plc") || has("sch") || has("ad") || has("id") || has("nom")
  }

  /// Both names are qualified and of one registered domain, or of one provider that uses several.
  public static func isSameOrganisation(
    _ left: Span<UInt8>, _ leftName: ByteRange, _ right: Span<UInt8>, _ rightName: ByteRange
  ) -> Bool {
    guard isQualified(left, leftName), isQualified(right, rightName) else { return false }
    let leftDomain = registeredDomain(left, leftName)
    let rightDomain = registeredDomain(right, rightName)
    if equal(left, leftDomain, right, rightDomain) { return true }
    let provider = Provider(left, leftDomain)
    return provider != .none && provider == Provider(right, rightDomain)
  }

  /// Both begin with one label that is long enough to be a machine's own: Microsoft's hosts have one name inside
  /// (`MW4PR03CA0311.namprd03.prod.outlook.com`) and another outside.
  public static func haveEqualFirstLabel(
    _ left: Span<UInt8>, _ leftName: ByteRange, _ right: Span<UInt8>, _ rightName: ByteRange
  ) -> Bool {
    guard !leftName.isNone, !rightName.isNone else { return false }
    let leftEnd = left.find(UInt8(ascii: "."), from: leftName.lower, to: leftName.upper) ?? leftName.upper
    let rightEnd =
      right.find(UInt8(ascii: "."), from: rightName.lower, to: rightName.upper) ?? rightName.upper
    let label = ByteRange(leftName.lower, leftEnd)
    return label.count >= 6 && equal(left, label, right, ByteRange(rightName.lower, rightEnd))
  }

  /// Providers whose hosts are named under several domains.
  public enum Provider: UInt8, Sendable {
    case none
    case microsoft
    case google
    case sparkpost

    /// The provider that a registered domain belongs to.
    public init(_ text: Span<UInt8>, _ domain: ByteRange) {
      func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: domain) }
      if has("outlook.com") || has("office365.com") || has("exchangelabs.com") || has("hotmail.com") {
        self = .microsoft
      } else if has("google.com") || has("gmail.com") || has("googlemail.com") {
        self = .google
      } else if has("sparkpostmail.com") || has("sparkpost.com") {
        self = .sparkpost
      } else {
        self = .none
      }
    }
  }
}
