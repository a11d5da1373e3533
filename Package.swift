// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let testing: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny")
]

let package = Package(
  name: "postmortem",
  products: [
    .executable(name: "postmortem", targets: ["postmortem"])
  ],
  traits: [
    .trait(name: "GeoIP", description: "Countries and networks of addresses (--geoip), by libmaxminddb.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(
      name: "CMaxMind", pkgConfig: "libmaxminddb", providers: [.apt(["libmaxminddb-dev"])]),
    .target(name: "Bytes", swiftSettings: strict),
    .target(name: "Model", dependencies: ["Bytes"], swiftSettings: strict),
    .target(
      name: "Evidence",
      dependencies: [
        "Bytes", "Model", "CArchive", "CLZMA",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(name: "LogFormats", dependencies: ["Bytes", "Model"], swiftSettings: strict),
    .target(name: "MIME", dependencies: ["Bytes", "Model"], swiftSettings: strict),
    .target(
      name: "MailAuthentication",
      dependencies: [
        "Bytes", "Model", "MIME", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(name: "Mailbox", dependencies: ["Bytes", "Model"], swiftSettings: strict),
    .target(
      name: "Attachments", dependencies: ["Bytes", "Model", "MIME", "Evidence"], swiftSettings: strict),
    .target(
      name: "Correlation", dependencies: ["Bytes", "Model", "MIME"], swiftSettings: strict),
    .target(
      name: "Detectors", dependencies: ["Bytes", "Model", "Correlation"], swiftSettings: strict),
    .target(
      name: "GeoIP",
      dependencies: ["Model", .target(name: "CMaxMind", condition: .when(traits: ["GeoIP"]))],
      swiftSettings: strict),
    .target(
      name: "Streams",
      dependencies: ["Bytes", "Model", "Evidence", "LogFormats"],
      swiftSettings: strict),
    .target(
      name: "Records",
      dependencies: [
        "Bytes", "Model", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "postmortem",
      dependencies: [
        "Bytes", "Model", "Evidence", "LogFormats", "MIME", "MailAuthentication", "Mailbox", "Attachments",
        "Correlation",
        "Detectors", "GeoIP", "Streams", "Records",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "FormatBenchmark", dependencies: ["LogFormats", "Model", "Bytes"],
      path: "Tests/Benchmarks/Formats", swiftSettings: testing),
    .target(name: "Support", path: "Tests/Support", swiftSettings: testing),
    .testTarget(name: "BytesTests", dependencies: ["Bytes", "Support"], swiftSettings: testing),
    .testTarget(
      name: "ModelTests", dependencies: ["Model", "Bytes", "Support"], swiftSettings: testing),
    .testTarget(
      name: "EvidenceTests", dependencies: ["Evidence", "Model", "Bytes", "Support"],
      swiftSettings: testing),
    .testTarget(
      name: "LogFormatsTests", dependencies: ["LogFormats", "Model", "Bytes", "Support"],
      swiftSettings: testing),
    .testTarget(
      name: "MIMETests", dependencies: ["MIME", "Model", "Bytes", "Support"], swiftSettings: testing),
    .testTarget(
      name: "MailAuthenticationTests",
      dependencies: [
        "MailAuthentication", "MIME", "Model", "Bytes", "Support",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: testing),
    .testTarget(
      name: "MailboxTests", dependencies: ["Mailbox", "Model", "Bytes", "Support"],
      swiftSettings: testing),
    .testTarget(
      name: "AttachmentsTests",
      dependencies: ["Attachments", "MIME", "Model", "Bytes", "Support", "postmortem"],
      swiftSettings: testing),
    .testTarget(
      name: "CorrelationTests",
      dependencies: ["Correlation", "LogFormats", "MIME", "Model", "Bytes", "Support"],
      swiftSettings: testing),
    .testTarget(
      name: "DetectorsTests",
      dependencies: ["Detectors", "Correlation", "LogFormats", "Model", "Bytes", "Support"],
      swiftSettings: testing),
    .testTarget(
      name: "StreamsTests",
      dependencies: ["Streams", "Evidence", "LogFormats", "Model", "Bytes", "Support"],
      swiftSettings: testing),
    .testTarget(
      name: "RecordsTests",
      dependencies: [
        "Records", "Model", "Bytes", "Support",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: testing),
    .testTarget(
      name: "GeoIPTests", dependencies: ["GeoIP", "Model", "Support", "postmortem"], swiftSettings: testing),
    .testTarget(
      name: "GoldenTests", dependencies: ["postmortem", "Support", "Records", "Detectors", "Model"],
      path: "Tests/Golden/Runner", swiftSettings: testing),
  ],
  swiftLanguageModes: [.v6]
)
