import Bytes
import SystemPackage

/// A folder that decoded attachments are written to: under their SHA-256, readable only, never over anything, never
/// elsewhere.
///
/// No name from evidence is ever part of a path here: `name` is made of hexadecimal digits and an ending that the
/// program chooses, and is checked for that.
public struct ExtractionFolder: Sendable {
  public let path: String

  /// Makes the folder where it is not there.
  ///
  /// - Throws: `OutputError` where it cannot be made, or lies in the evidence.
  public init(_ path: String, evidence: [String]) throws(OutputError) {
    try OutputSink.refuseInside(path, evidence)
    guard (try? Stat(FilePath(path)))?.type == .directory || Folder.make(path) else {
      throw .open(path: path, .noSuchFileOrDirectory)
    }
    try OutputSink.refuseInside(path + "/x", evidence)
    self.path = path
  }

  /// Writes `bytes` under `name`; what is there already under that name stays.
  ///
  /// - Returns: the path of the file.
  public func write(_ bytes: [UInt8], name: String) throws(OutputError) -> String {
    precondition(
      !name.isEmpty && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 46 }
        && !name.hasPrefix("."), "ExtractionFolder: a name that is none")
    let file = "\(path)/\(name)"
    do {
      let descriptor = try FileDescriptor.open(
        FilePath(file), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerRead])
      try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    } catch Errno.fileExists {
      return file
    } catch {
      throw .write(path: file, error as? Errno ?? .ioError)
    }
    return file
  }
}
