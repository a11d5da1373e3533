import Bytes

/// What the header of a part says about its content: types, names, encoding, each as often as it was said.
public struct PartHeader: Sendable {
  /// What in it can be read in two ways, or is not as it should be.
  public struct Oddities: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Content-Type stands there more than once and says different things.
    public static let repeatedType = Oddities(rawValue: 1 << 0)
    /// Content-Transfer-Encoding stands there more than once and says different things.
    public static let repeatedEncoding = Oddities(rawValue: 1 << 1)
    /// Content-Disposition stands there more than once and says different things.
    public static let repeatedDisposition = Oddities(rawValue: 1 << 2)
    /// Several boundaries, or one whose end is not sure.
    public static let ambiguousBoundary = Oddities(rawValue: 1 << 3)
    /// The encoding's word is not known, or has parameters.
    public static let oddEncoding = Oddities(rawValue: 1 << 4)
    /// Names differ: between two fields, two parameters, or two readings of one.
    public static let severalNames = Oddities(rawValue: 1 << 5)
    /// CR or NUL inside a field.
    public static let strayControls = Oddities(rawValue: 1 << 6)
  }

  /// One name that a reader may show.
  public struct Name: Sendable, Equatable {
    /// Decoded, UTF-8 where the charset is known.
    public var text: [UInt8]
    /// As written.
    public var raw: [UInt8]
  }

  /// The first one that is a multipart with a boundary, else the first one.
  public var type = MediaField()
  /// All of Content-Type.
  public var types: [MediaField] = []
  public var disposition = MediaField()
  /// The first known one, else the first one.
  public var encoding = TransferEncoding.identity
  /// Its word, in lower case, without parameters.
  public var encodingWord = ""
  /// The name that most readers show first, then the others.
  public var names: [Name] = []
  public var contentID: [UInt8] = []
  /// Content-Location, of web archives.
  public var location: [UInt8] = []
  public var oddities: Oddities = []
  public var ambiguities: MediaField.Ambiguities = []

  public init() {}

  /// Reads the content fields of `block`, which was parsed from `bytes`.
  public init(_ block: borrowing HeaderBlock, _ bytes: Span<UInt8>) {
    var value = ByteBuffer(capacity: 256)
    var dispositions: [MediaField] = []
    var encodings: [String] = []
    for field in block.fields {
      switch field.name {
      case .contentType, .contentDisposition, .contentTransferEncoding, .contentID, .other: break
      default: continue
      }
      if field.name == .other {
        guard location.isEmpty, bytes.equalsIgnoringCase("content-location", in: field.nameRange) else {
          continue
        }
      }
      guard types.count < 16, dispositions.count < 16, encodings.count < 16 else { break }
      value.removeAll()
      HeaderBlock.unfold(field, of: bytes, into: &value)
      switch field.name {
      case .contentType: types.append(MediaField(value.span))
      case .contentDisposition: dispositions.append(MediaField(value.span))
      case .contentTransferEncoding: encodings.append(PartHeader.word(value.span, &oddities))
      case .contentID: contentID = value.span.array(0..<value.count)
      default: location = value.span.array(0..<value.count)
      }
      if field.hasOddBytes, block.oddities.contains(.bareCR) || block.oddities.contains(.nul) {
        oddities.insert(.strayControls)
      }
    }
    if let first = types.first {
      type = types.first { $0.value.hasPrefix("multipart/") && $0["boundary"] != nil } ?? first
      if types.contains(where: { $0.value != first.value || $0.parameters != first.parameters }) {
        oddities.insert(.repeatedType)
      }
    }
    if let first = dispositions.first {
      disposition = first
      if dispositions.contains(where: { $0 != first }) { oddities.insert(.repeatedDisposition) }
    }
    if let first = encodings.first {
      let known = encodings.first { TransferEncoding($0) != .unknown } ?? first
      encodingWord = known
      encoding = TransferEncoding(known)
      if encodings.contains(where: { $0 != first }) {
        oddities.insert(.repeatedEncoding)
        // Of two the one that hides the content is the dangerous one.
        if let hiding = encodings.first(where: {
          TransferEncoding($0) != .identity && TransferEncoding($0) != .unknown
        }) {
          encodingWord = hiding
          encoding = TransferEncoding(hiding)
        }
      }
      if encoding == .unknown { oddities.insert(.oddEncoding) }
    }
    for field in dispositions {
      add("filename", of: field)
      add("name", of: field)
    }
    for field in types {
      add("name", of: field)
      add("filename", of: field)
    }
    if names.count > 1 { oddities.insert(.severalNames) }
  }

  private mutating func add(_ parameter: String, of field: MediaField) {
    ambiguities.formUnion(field.ambiguities)
    for value in field.all(parameter) where !value.isEmpty && !names.contains(where: { $0.text == value }) {
      guard names.count < 16 else { return }
      let raw = field.parameters.first { $0.name == parameter && $0.value == value }?.raw ?? value
      names.append(Name(text: value, raw: raw))
    }
  }

  /// The first word of a Content-Transfer-Encoding.
  private static func word(_ text: Span<UInt8>, _ oddities: inout Oddities) -> String {
    var start = 0
    while start < text.count, text[start].isBlank || text[start] == UInt8(ascii: "\"") { start += 1 }
    var end = start
    while end < text.count, !text[end].isBlank, text[end] != UInt8(ascii: ";"),
      text[end] != UInt8(ascii: "("),
      text[end] != UInt8(ascii: "\""), end - start < 64
    {
      end += 1
    }
    if end < text.count { oddities.insert(.oddEncoding) }
    var word: [UInt8] = []
    for index in start..<end { word.append(text[index].lowercased) }
    return word.span.string
  }

  /// Boundaries that a reader may look for, most likely first.
  var boundaries: [[UInt8]] {
    var found: [[UInt8]] = []
    func add(_ text: [UInt8]) {
      var text = text
      while let last = text.last, last.isBlank { text.removeLast() }
      if !text.isEmpty, !found.contains(text), found.count < 16 { found.append(text) }
    }
    for field in types {
      for value in field.all("boundary") {
        add(value)
        // Of an unquoted one with blanks in it some readers take the first word.
        if let blank = value.firstIndex(where: \.isBlank) { add(Array(value[..<blank])) }
      }
    }
    return found
  }

  /// Type as it stands or as it is assumed where none is given (RFC 2045 §5.2).
  public var mediaType: String { type.value }
  public var isMultipart: Bool { type.value.hasPrefix("multipart/") }
  public var isMessage: Bool {
    type.value == "message/rfc822" || type.value == "message/global" || type.value == "message/news"
  }
}
