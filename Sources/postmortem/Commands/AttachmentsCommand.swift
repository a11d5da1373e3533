import ArgumentParser
import Attachments
import Bytes
import Evidence
import Model
import Records

/// `postmortem attachments`: what is in the mail, and what could do harm.
struct AttachmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachments",
    abstract: "Every attachment of stored mail, typed and hashed; which are dangerous and why.",
    discussion: """
      One record per attachment, and one per thing inside it: members of archives, objects of documents, files in \
      winmail.dat. The type is that of the content, never that of the name. attachment.dangerous is said with its reasons.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Only what is dangerous, and what holds it.")
  var dangerous = false

  @Flag(help: "The texts of messages, too.")
  var bodies = false

  @Option(
    help: ArgumentHelp(
      "Hashes to give, separated by commas: md5, sha1, sha256. (default: sha256)", valueName: "names"))
  var hash: String?

  @Option(
    help: ArgumentHelp(
      "Mark what matches these indicators: hashes, file names, domains, addresses, one a line; or an export of MISP or STIX 2.1.",
      valueName: "file"), completion: .file())
  var iocs: String?

  @Option(
    help: ArgumentHelp("Extensions to block beside the built-in ones, one a line.", valueName: "file"),
    completion: .file())
  var blockList: String?

  @Option(
    help: ArgumentHelp("Extensions not to block, one a line.", valueName: "file"), completion: .file())
  var allowList: String?

  @Option(
    help: ArgumentHelp(
      "Write the decoded content of each record to a file of this folder, named by its SHA-256.",
      valueName: "folder"),
    completion: .directory)
  var extract: String?

  @Option(
    help: ArgumentHelp(
      "How --extract writes what is dangerous: plain, or zip (password: infected). (default: plain)",
      valueName: "form"))
  var extractDangerousAs: DangerousForm?

  enum DangerousForm: String, ExpressibleByArgument { case plain, zip }

  mutating func validate() throws {
    if extractDangerousAs != nil, extract == nil {
      throw ValidationError("--extract-dangerous-as needs --extract.")
    }
    _ = try weak
  }

  private var weak: ContentDigests.Weak {
    get throws {
      var weak: ContentDigests.Weak = []
      for name in (hash ?? "").split(separator: ",") {
        switch name {
        case "md5": weak.insert(.md5)
        case "sha1": weak.insert(.sha1)
        case "sha256": break
        default: throw ValidationError("--hash: \(name) is not one of md5, sha1, sha256.")
        }
      }
      return weak
    }
  }

  func run() throws {
    let run = try CaseRun(input, output.run, readsMailFiles: true)
    var list = BlockList()
    if let blockList { for word in try run.words(of: blockList, "--block-list") { list.block(word) } }
    if let allowList { for word in try run.words(of: allowList, "--allow-list") { list.allow(word) } }
    let indicators = try iocs.map { IndicatorList(try run.contents(of: $0, "--iocs")) } ?? IndicatorList()
    let folder = try extract.map { try run.folder($0) }
    let listing = AttachmentListing(
      run,
      options: AttachmentListing.Options(
        onlyDangerous: dangerous, includesBodies: bodies, weak: try weak, blockList: list,
        indicators: indicators, folder: folder, zipsDangerous: extractDangerousAs == .zip))
    var writer = try output.writer(for: .attachments)
    if output.style.format != .jsonl { writer.header() }
    let found = try listing.write(&writer)
    _ = try run.write(&writer.output)
    try run.finish(found: found)
  }
}
