import Bytes
import Model

/// Which scanner, gateway or webmail a syslog tag is, by its first letter.
enum ScannerProgram {
  static func format(
    of program: ByteRange, _ message: ByteRange, in line: Span<UInt8>
  ) -> FormatRegistry.Format? {
    guard !program.isEmpty else { return nil }
    switch line[program.lower] | 32 {
    case .ascii("r"):
      if RspamdFormat.recognizes(program: program, in: line) { return .rspamd }
      if RoundcubeFormat.recognizes(program: program, in: line) { return .roundcube }
    case .ascii("c"), .ascii("f"):
      if ClamdFormat.recognizes(program: program, in: line) { return .clamd }
    case .ascii("a"):
      if ASSPFormat.recognizes(program: program, in: line) { return .assp }
    case .ascii("h"):
      if HordeFormat.recognizes(program: program, in: line) { return .horde }
    case .ascii("s"):
      if SOGoFormat.recognizes(program: program, in: line) { return .sogo }
      if SquirrelMailFormat.recognizes(program: program, in: line) { return .squirrelmail }
    default: break
    }
    return IronPortFormat.isWording(line, message) ? .ironport : nil
  }
}
