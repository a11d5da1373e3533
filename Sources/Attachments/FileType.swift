/// What content is, told from its bytes and never from its name; `file.detected_type` of a record.
public enum FileType: UInt8, Sendable, CaseIterable {
  /// Nothing that is known here.
  case unknown
  case empty
  // Runs by itself.
  case pe, dos, elf, machO, javaClass, dex, msi, lnk, eicar
  // Runs in an interpreter.
  case vbscript, javascript, windowsScript, powershell, batch, shell, python, perl, php, encodedScript, hta
  case autohotkey, applescript, registry, inf
  // Points or connects elsewhere.
  case url, library, searchConnector, settingContent, scf, theme, iqy, slk, rdp, mobileconfig, clickOnce, jnlp
  case desktopEntry, jobFile, ica
  // Documents.
  case ole, oleMacro, oleEncrypted, ooxml, ooxmlMacro, odf, odfMacro, rtf, oneNote, pdf, html, svg, xml, mht
  case activeMime, chm, hwp, xps, csv
  // Containers.
  case zip, jar, apk, appx, crx, rar, sevenZip, tar, gzip, bzip2, xz, lzma, lzip, zstd, lz4, compress, cab,
    iso9660
  case udf, vhd, vhdx, vmdk, dmg, hfs, wim, lha, ace, arj, alz, egg, zpaq, xar, cpio, ar, warc, deb, rpm
  // Mail.
  case message, outlookMessage, tnef, calendar, vcard, pst, smime, pgp, rpmsg
  // Harmless by themselves.
  case text, png, jpeg, gif, bmp, tiff, webp, ico, emf, wmf, psd, heif, mp3, mp4, avi, wav, ogg, flac,
    matroska
  case font, sqlite, accessDatabase, certificate, flash, shockwave, lisp, json, wasm, bplist

  /// The word of a record.
  public var name: StaticString {
    switch self {
    case .unknown: "unknown"
    case .machO: "macho"
    case .javaClass: "java-class"
    case .windowsScript: "wsf"
    case .encodedScript: "encoded-script"
    case .searchConnector: "search-connector"
    case .settingContent: "setting-content"
    case .clickOnce: "clickonce"
    case .desktopEntry: "desktop-entry"
    case .jobFile: "job"
    case .oleMacro: "ole-macro"
    case .oleEncrypted: "ole-encrypted"
    case .ooxmlMacro: "ooxml-macro"
    case .odfMacro: "odf-macro"
    case .oneNote: "onenote"
    case .activeMime: "activemime"
    case .sevenZip: "7z"
    case .iso9660: "iso"
    case .outlookMessage: "outlook-message"
    case .accessDatabase: "access"
    case .empty: "empty"
    case .pe: "pe"
    case .dos: "dos"
    case .elf: "elf"
    case .dex: "dex"
    case .msi: "msi"
    case .lnk: "lnk"
    case .eicar: "eicar"
    case .vbscript: "vbscript"
    case .javascript: "javascript"
    case .powershell: "powershell"
    case .batch: "batch"
    case .shell: "shell"
    case .python: "python"
    case .perl: "perl"
    case .php: "php"
    case .hta: "hta"
    case .autohotkey: "autohotkey"
    case .applescript: "applescript"
    case .registry: "registry"
    case .inf: "inf"
    case .url: "url"
    case .library: "library"
    case .scf: "scf"
    case .theme: "theme"
    case .iqy: "iqy"
    case .slk: "slk"
    case .rdp: "rdp"
    case .mobileconfig: "mobileconfig"
    case .jnlp: "jnlp"
    case .ica: "ica"
    case .ole: "ole"
    case .ooxml: "ooxml"
    case .odf: "odf"
    case .rtf: "rtf"
    case .pdf: "pdf"
    case .html: "html"
    case .svg: "svg"
    case .xml: "xml"
    case .mht: "mht"
    case .chm: "chm"
    case .hwp: "hwp"
    case .xps: "xps"
    case .csv: "csv"
    case .zip: "zip"
    case .jar: "jar"
    case .apk: "apk"
    case .appx: "appx"
    case .crx: "crx"
    case .rar: "rar"
    case .tar: "tar"
    case .gzip: "gzip"
    case .bzip2: "bzip2"
    case .xz: "xz"
    case .lzma: "lzma"
    case .lzip: "lzip"
    case .zstd: "zstd"
    case .lz4: "lz4"
    case .compress: "compress"
    case .cab: "cab"
    case .udf: "udf"
    case .vhd: "vhd"
    case .vhdx: "vhdx"
    case .vmdk: "vmdk"
    case .dmg: "dmg"
    case .hfs: "hfs"
    case .wim: "wim"
    case .lha: "lha"
    case .ace: "ace"
    case .arj: "arj"
    case .alz: "alz"
    case .egg: "egg"
    case .zpaq: "zpaq"
    case .xar: "xar"
    case .cpio: "cpio"
    case .ar: "ar"
    case .warc: "warc"
    case .deb: "deb"
    case .rpm: "rpm"
    case .message: "message"
    case .tnef: "tnef"
    case .calendar: "calendar"
    case .vcard: "vcard"
    case .pst: "pst"
    case .smime: "smime"
    case .pgp: "pgp"
    case .rpmsg: "rpmsg"
    case .text: "text"
    case .png: "png"
    case .jpeg: "jpeg"
    case .gif: "gif"
    case .bmp: "bmp"
    case .tiff: "tiff"
    case .webp: "webp"
    case .ico: "ico"
    case .emf: "emf"
    case .wmf: "wmf"
    case .psd: "psd"
    case .heif: "heif"
    case .mp3: "mp3"
    case .mp4: "mp4"
    case .avi: "avi"
    case .wav: "wav"
    case .ogg: "ogg"
    case .flac: "flac"
    case .matroska: "matroska"
    case .font: "font"
    case .sqlite: "sqlite"
    case .certificate: "certificate"
    case .flash: "flash"
    case .shockwave: "shockwave"
    case .lisp: "lisp"
    case .json: "json"
    case .wasm: "wasm"
    case .bplist: "bplist"
    }
  }
}
