/// Columns that records of several kinds have.
enum CommonColumns {
  static let timeSource = Column(
    "postmortem.time_source", .text,
    "How the time is known, best first: `stated` `queue-id` `neighbour` `archive-time` `rotation-name` `file-time` `option` `assumed`."
  )
  static let lossy = Column(
    "postmortem.lossy", .boolean,
    "True where text of the record was not UTF-8 and is shown with U+FFFD; the offset finds the original bytes."
  )
  static let version = Column(
    "postmortem.version", .text, "Version of this program, in the first record of a run.")
  static let ecsVersion = Column(
    "ecs.version", .text, "Version of the Elastic Common Schema, in the first record of a run.")
  static func dataset(_ meaning: StaticString) -> Column { Column("event.dataset", .text, meaning) }
}
