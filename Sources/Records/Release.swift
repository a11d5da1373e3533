/// The versions that results carry.
public enum Release {
  public static let version: StaticString = "0.1.0"
  /// Version of the Elastic Common Schema whose names the records use.
  public static let ecsVersion: StaticString = "9.0.0"
}
