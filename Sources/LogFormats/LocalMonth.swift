import Bytes

/// Abbreviated month names of other locales, as rsyslog and journald write them under `LC_TIME`.
///
/// Only names that the C library writes for a month and that no other month of another language has. Unknown names
/// are 0: the line then keeps host, program and message, and its time is the clock's to find.
enum LocalMonth {
  static func number(_ line: Span<UInt8>, _ name: ByteRange) -> Int {
    var word = name
    if word.count > 1, line[word.upper - 1] == .ascii(".") { word.length -= 1 }
    switch word.count {
    case 3:
      switch line.word(at: word.lower) & 0xFF_FFFF | 0x20_2020 {
      case 0x6E_616A: return 1  // jan
      case 0x62_6566: return 2  // feb
      case 0x72_616D, 0x74_726D: return 3  // mar, mrt
      case 0x72_7061, 0x72_6261, 0x72_7661: return 4  // apr, abr, avr
      case 0x69_616D, 0x79_616D, 0x69_656D, 0x67_616D: return 5  // mai, may, mei, mag
      case 0x6E_756A, 0x75_6967: return 6  // jun, giu
      case 0x6C_756A, 0x67_756C: return 7  // jul, lug
      case 0x67_7561, 0x6F_6761: return 8  // aug, ago
      case 0x70_6573, 0x74_6573: return 9  // sep, set
      case 0x74_6B6F, 0x74_636F, 0x74_746F, 0x74_756F: return 10  // okt, oct, ott, out
      case 0x76_6F6E: return 11  // nov
      case 0x7A_6564, 0x63_6564, 0x63_6964, 0x73_6564: return 12  // dez, dec, dic, des
      case 0x65_6E65, 0x6E_6567: return 1  // ene, gen
      case 0x76_6566: return 2  // fev
      default: return 0
      }
    default:
      if line.equalsIgnoringCase("mär", in: word) { return 3 }
      if line.equalsIgnoringCase("mars", in: word) || line.equalsIgnoringCase("mrz", in: word) { return 3 }
      if line.equalsIgnoringCase("janv", in: word) { return 1 }
      if line.equalsIgnoringCase("févr", in: word) { return 2 }
      if line.equalsIgnoringCase("avril", in: word) || line.equalsIgnoringCase("april", in: word) { return 4 }
      if line.equalsIgnoringCase("juin", in: word) || line.equalsIgnoringCase("juni", in: word) { return 6 }
      if line.equalsIgnoringCase("juil", in: word) || line.equalsIgnoringCase("juli", in: word) { return 7 }
      if line.equalsIgnoringCase("août", in: word) { return 8 }
      if line.equalsIgnoringCase("sept", in: word) { return 9 }
      if line.equalsIgnoringCase("déc", in: word) { return 12 }
      return 0
    }
  }
}
