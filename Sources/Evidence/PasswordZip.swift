import CArchive

/// A zip with a password, as analysts exchange dangerous files: made in memory by libarchive.
public enum PasswordZip {
  /// A zip that holds `bytes` under `name`, encrypted with `password` in the way that every program opens (ZipCrypto). Nil
  /// where libarchive was built without it.
  public static func archive(_ bytes: [UInt8], name: String, password: String) -> [UInt8]? {
    guard let handle = unsafe archive_write_new() else { return nil }
    // SAFETY: the handle is owned here and freed once.
    defer { unsafe archive_write_free(handle) }
    guard unsafe archive_write_set_format_zip(handle) == ARCHIVE_OK,
      unsafe archive_write_set_options(handle, "zip:encryption=traditional") == ARCHIVE_OK,
      unsafe archive_write_set_passphrase(handle, password) == ARCHIVE_OK
    else { return nil }
    var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 8 + 4096)
    var used = 0
    let room = output.count
    // SAFETY: libarchive writes at most `room` bytes into the array, whose storage stays in place during the closure; `used` and
    // the entry live as long.
    let isWritten = unsafe output.withUnsafeMutableBytes { target -> Bool in
      guard unsafe archive_write_open_memory(handle, target.baseAddress, room, &used) == ARCHIVE_OK,
        let entry = unsafe archive_entry_new()
      else { return false }
      defer { unsafe archive_entry_free(entry) }
      unsafe archive_entry_set_pathname(entry, name)
      unsafe archive_entry_set_size(entry, Int64(bytes.count))
      unsafe archive_entry_set_mtime(entry, 315_532_800, 0)
      unsafe postmortem_entry_set_regular(entry)
      guard unsafe archive_write_header(handle, entry) == ARCHIVE_OK else { return false }
      let written = unsafe bytes.withUnsafeBytes {
        unsafe archive_write_data(handle, $0.baseAddress, $0.count)
      }
      let code = unsafe archive_write_close(handle)
      return written == bytes.count && code == ARCHIVE_OK
    }
    guard isWritten, used <= room else { return nil }
    output.removeSubrange(used...)
    return output
  }
}
