import Bytes
import Correlation
import Support
import Testing

/// Names are compared by their ends, sixteen bytes at a time: label by label must say the same.
@Suite struct HostNameTests {
  private func isQualified(_ name: String) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count >= 3, labels.count >= 2, let top = labels.last, !top.isEmpty,
      labels.count > 2 || !labels[0].isEmpty
    else { return false }
    return top.utf8.last!.isAlphanumeric && top.utf8.contains { $0.isLetter }
  }

  private func registered(_ name: String) -> String {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard labels.count > 2 else { return name }
    let isCountry =
      labels.last!.utf8.count == 2
      && ["co", "com", "org", "ac"].contains(labels[labels.count - 2].lowercased())
    return labels.suffix(isCountry ? 3 : 2).joined(separator: ".")
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `two names are of one organisation where their registered domains are the same`(seed: UInt64) {
    var random = SeededNumbers(state: seed)
    let labels = [
      "mx", "mail", "example", "a-rather-long-label-of-a-host", "alpha", "ALPHA", "co", "org", "uk", "com",
      "9", "", "b",
    ]
    func name() -> String {
      (0..<Int.random(in: 1...5, using: &random)).map { _ in labels.randomElement(using: &random)! }
        .joined(separator: ".")
    }
    for _ in 0..<20_000 {
      let (left, right) = (name(), name())
      let around = ["", ".", "x.", "@mail.example.com "].randomElement(using: &random)!
      let first = Array((around + left + around).utf8)
      let second = Array((around + right).utf8)
      let found = HostName.isSameOrganisation(
        first.span, ByteRange(around.utf8.count, around.utf8.count + left.utf8.count), second.span,
        ByteRange(around.utf8.count, second.count))
      let expected =
        isQualified(left) && isQualified(right)
        && registered(left).lowercased() == registered(right).lowercased()
      #expect(found == expected, "\(left) \(right)")
    }
  }

  @Test func `a provider's several domains are one organisation`() {
    for (left, right, isSame) in [
      ("mail.outlook.com", "x.hotmail.com", true), ("a.google.com", "b.googlemail.com", true),
      ("a.google.com", "b.outlook.com", false), ("outlook.com", "x.outlook.net", false),
    ] {
      let (first, second) = (Array(left.utf8), Array(right.utf8))
      let found = HostName.isSameOrganisation(
        first.span, ByteRange(0, first.count), second.span, ByteRange(0, second.count))
      #expect(found == isSame, "\(left) \(right)")
    }
  }
}
