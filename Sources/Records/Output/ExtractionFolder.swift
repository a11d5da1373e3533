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

/// A file of an `ExtractionFolder` whose name is not known before its last byte. Removed where it never gets one.
public final class UnnamedFile {
  private let folder: ExtractionFolder
  private let path: String
  private let descriptor: FileDescriptor
  private var isNamed = false

  /// `number` tells the files of one run apart that are open together.
  public init(in folder: ExtractionFolder, number: Int) throws(OutputError) {
    self.folder = folder
    path = "\(folder.path)/.part-\(number)"
    do {
      descriptor = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerRead])
    } catch {
      throw .open(path: path, error as? Errno ?? .ioError)
    }
  }

  deinit {
    try? descriptor.close()
    if !isNamed { Folder.remove(path) }
  }

  public func write(_ bytes: [UInt8]) throws(OutputError) {
    do { _ = try descriptor.writeAll(bytes) } catch {
      throw .write(path: path, error as? Errno ?? .ioError)
    }
  }

  /// Gives it its name; what is there already under that name stays, and has the same content.
  public func finish(name: String) -> String {
    isNamed = true
    let file = "\(folder.path)/\(name)"
    _ = Folder.name(path, as: file)
    return file
  }
}
