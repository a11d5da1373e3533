public import ArgumentParser
import Bytes
import Detectors
import Evidence
import GeoIP
import MailAuthentication
public import Model

extension Severity: ExpressibleByArgument {
  public init?(argument: String) {
    guard let known = Severity.allCases.first(where: { $0.name.description == argument }) else { return nil }
    self = known
  }

  public static var allValueStrings: [String] { Severity.allCases.map { $0.name.description } }
}

extension Rule: ExpressibleByArgument {
  public init?(argument: String) {
    guard let known = Rule.allCases.first(where: { $0.id.description == argument }) else { return nil }
    self = known
  }

  public static var allValueStrings: [String] { DetectorSet.rules.map { $0.id.description } }
}

/// Who we are, as the user says it. Shared by every verb that judges.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who we are, in Postfix' main.cf syntax (the output of postconf -n, or of postmortem policy). Without it and the three options below that is learned from the evidence.",
      valueName: "file"),
    completion: .file())
  var policy: String?

  @Option(
    help: ArgumentHelp("A network of ours: 192.0.2.0/24. May be repeated.", valueName: "network"))
  var localNetwork: [String] = []

  @Option(
    help: ArgumentHelp(
      "A domain of ours; .example stands for all below it. May be repeated.", valueName: "domain"))
  var localDomain: [String] = []

  @Option(
    help: ArgumentHelp("A server of ours, by name or address. May be repeated.", valueName: "host"))
  var trustedHost: [String] = []

  mutating func validate() throws {
    for network in localNetwork where PolicyFile.network(network) == nil {
      throw ValidationError("--local-network \(network): no network (192.0.2.0/24 is one).")
    }
  }

  /// What was given; nil where nothing was.
  func given(_ run: CaseRun) throws -> Policy? {
    if policy == nil, localNetwork.isEmpty, localDomain.isEmpty, trustedHost.isEmpty { return nil }
    var given = Policy()
    if let policy {
      let set = EvidenceSet(paths: [policy], limits: Limits(), report: { _ in })
      guard let source = set.discover().first else {
        throw Trouble(message: "--policy \(policy): cannot be read")
      }
      let text = set.head(of: source, bytes: 1 << 22)
      let file = PolicyFile(text.span)
      given = file.policy
      for note in file.notes {
        run.report(Oddity(.unsupported, path: policy, detail: note, isLoss: false))
      }
    }
    for text in localNetwork {
      if let network = PolicyFile.network(text) {
        given.networks.append(Policy.Network(network.address, prefix: network.prefix))
      }
    }
    for domain in localDomain { given.domains.insert(domain.lowercased()) }
    for host in trustedHost {
      if let network = PolicyFile.network(host) {
        given.hosts.append(Policy.Network(network.address, prefix: network.prefix))
      } else {
        given.hostNames.insert(host.lowercased())
      }
    }
    return given
  }
}

/// `--threshold RULE=NUMBER`
struct ThresholdOption: ExpressibleByArgument, Sendable {
  var name: Thresholds.Name
  var number: UInt64

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let name = Thresholds.Name(rawValue: String(parts[0])),
      let number = UInt64(parts[1]), number > 0, number <= 1_000_000_000
    else { return nil }
    self.name = name
    self.number = number
  }

  static var allValueStrings: [String] { Thresholds.Name.allCases.map { "\($0.rawValue)=N" } }
}

/// Which findings are written, and which of them make a run fail.
struct FindingOptions: ParsableArguments {
  @OptionGroup(title: "Policy")
  var policy: PolicyOptions

  @Option(
    help: ArgumentHelp(
      "Only findings at least so severe: low, medium, high, critical.", valueName: "severity"))
  var minSeverity = Severity.low

  @Option(help: ArgumentHelp("Only this rule: relay.open. May be repeated.", valueName: "rule"))
  var rule: [Rule] = []

  @Option(
    help: ArgumentHelp(
      "From which number on something is looked at: login.bruteforce=20. May be repeated.",
      valueName: "rule=number"))
  var threshold: [ThresholdOption] = []

  @Option(
    help: ArgumentHelp(
      "A MaxMind database (.mmdb) of countries or autonomous systems, to name those of a finding's client. May be repeated. Only in a build with the package trait GeoIP.",
      valueName: "file"), completion: .file())
  var geoip: [String] = []

  /// The databases that were named.
  func databases() throws -> [GeoDatabase] {
    var found: [GeoDatabase] = []
    for path in geoip {
      do {
        found.append(try GeoDatabase(path: path))
      } catch {
        switch error {
        case .notBuiltIn:
          throw Trouble(
            message: "--geoip: this build has no GeoIP (swift build -c release --traits GeoIP makes one)")
        case .unreadable(let reason): throw Trouble(message: "--geoip \(path): \(reason)")
        }
      }
    }
    return found
  }

  /// The numbers that were asked for.
  var thresholds: Thresholds {
    threshold.reduce(into: Thresholds()) { $0[$1.name] = $1.number }
  }

  @Option(
    help: ArgumentHelp("Exit status 3 if any finding is at least so severe.", valueName: "severity"))
  var failOn: Severity?
}

/// Keys of those who sign mail. Shared by every verb that looks at signatures.
struct KeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Public keys of DKIM and ARC: lines of SELECTOR DOMAIN KEY, or of a zone. Without it only body hashes are checked.",
      valueName: "file"), completion: .file())
  var dkimKeys: String?

  /// The keys that were given; what of the file is none is reported.
  func read(_ run: CaseRun) throws -> SigningKeys {
    guard let dkimKeys else { return SigningKeys() }
    let keys = SigningKeys(try run.contents(of: dkimKeys, "--dkim-keys"))
    if keys.unreadLines > 0 {
      run.report(
        Oddity(
          .unsupported, path: dkimKeys, detail: "\(keys.unreadLines) lines are no keys", isLoss: false))
    }
    return keys
  }
}
