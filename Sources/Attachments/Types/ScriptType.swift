import Bytes

/// Tells scripts from prose: each language by words that only code has, counted; one word proves nothing.
enum ScriptType {
  static func detect(_ text: Span<UInt8>, _ start: Int) -> FileType? {
    if isBatch(text, start) { return .batch }
    var scores: [(FileType, Int)] = []
    let vbscript = count(
      text,
      [
        "CreateObject(", "createobject(", "WScript.", "Wscript.", "wscript.", "On Error Resume Next",
        "End Sub", "End Function",
        "Dim ", "MsgBox", "msgbox", "Set ", "ExecuteGlobal", "GetObject(", "\" & ", "Execute(", "Chr(",
      ])
    let javascript = count(
      text,
      [
        "new ActiveXObject(", "ActiveXObject", "WScript.", "function ", "function(", "var ", "let ", "const ",
        "eval(",
        "String.fromCharCode", "document.", "window.", "=> {", "console.log(", "require(", "unescape(", "});",
        ".run(",
        "WSH.",
      ])
    let powershell = count(
      text,
      [
        "Invoke-Expression", "IEX", "New-Object ", "Write-Host", "Write-Output", "-EncodedCommand",
        "FromBase64String",
        "Invoke-WebRequest", "Start-Process", "Get-ChildItem", "$env:", "Set-ExecutionPolicy",
        "DownloadString(",
        "param(", "Param(", "[System.", "ForEach-Object", "-ExecutionPolicy", "Get-", "| Out-",
      ])
    scores.append((.vbscript, vbscript + (isVisualBasic(text) ? 1 : 0)))
    scores.append((.javascript, javascript + (hasBraces(text) ? 1 : 0)))
    scores.append((.powershell, powershell + (hasDollars(text) ? 1 : 0)))
    guard let best = scores.max(by: { $0.1 < $1.1 }), best.1 >= 2, isCode(text, best.0) else { return nil }
    return best.0
  }

  private static func count(_ text: Span<UInt8>, _ words: [StaticString]) -> Int {
    var found = 0
    for word in words where text.find(word) != nil { found += 1 }
    return found
  }

  /// Lines that batch files have and prose has not.
  private static func isBatch(_ text: Span<UInt8>, _ start: Int) -> Bool {
    if text.hasIgnoringCase("@echo ", at: start) || text.hasIgnoringCase("echo off", at: start) {
      return true
    }
    if text.has("@", at: start) {
      for word in ["@start ", "@powershell", "@cmd", "@set ", "@copy ", "@del ", "@rem "] as [StaticString]
      where text.hasIgnoringCase(word, at: start) { return true }
    }
    return text.hasIgnoringCase("rem ", at: start) && text.find("%~") != nil
  }

  private static func isVisualBasic(_ text: Span<UInt8>) -> Bool {
    text.find("\nEnd If") != nil || text.find("\nNext") != nil || text.find("Then\n") != nil
      || text.find("Then\r\n") != nil
  }

  private static func hasBraces(_ text: Span<UInt8>) -> Bool {
    text.find("){") != nil || text.find(") {") != nil
  }

  private static func hasDollars(_ text: Span<UInt8>) -> Bool {
    var place = 0
    var found = 0
    while let dollar = text.find(UInt8(ascii: "$"), from: place), found < 3 {
      place = dollar + 1
      if place < text.count, text[place].isLetter { found += 1 }
    }
    return found >= 3
  }

  /// Whether most lines are statements: in prose they are sentences.
  private static func isCode(_ text: Span<UInt8>, _ type: FileType) -> Bool {
    var lines = 0
    var code = 0
    var place = 0
    while place < text.count, lines < 200 {
      let end = text.find(10, from: place) ?? text.count
      var stop = end
      while stop > place, text[stop - 1] <= 32 { stop -= 1 }
      var first = place
      while first < stop, text[first] <= 32 { first += 1 }
      if stop > first {
        lines += 1
        if isStatement(text, first, stop, type) { code += 1 }
      }
      place = end + 1
    }
    return code * 2 >= lines
  }

  private static func isStatement(_ text: Span<UInt8>, _ first: Int, _ stop: Int, _ type: FileType) -> Bool {
    let last = text[stop - 1]
    if last == UInt8(ascii: ";") || last == UInt8(ascii: "{") || last == UInt8(ascii: "}")
      || last == UInt8(ascii: ")")
    {
      return true
    }
    let start = text[first]
    if start == UInt8(ascii: "'") || start == UInt8(ascii: "$") || start == UInt8(ascii: "}")
      || text.has("//", at: first)
      || start == UInt8(ascii: "#")
    {
      return true
    }
    var place = first
    // `word = value`, `word.member`, `word(`.
    while place < stop, text[place].isAlphanumeric || text[place] == UInt8(ascii: "_") { place += 1 }
    if place < stop, place > first,
      text[place] == UInt8(ascii: "(")
        || text[place] == UInt8(ascii: ".") && place + 1 < stop && text[place + 1].isLetter
    {
      return true
    }
    var after = place
    while after < stop, text[after].isBlank { after += 1 }
    if after < stop, text[after] == UInt8(ascii: "="), place > first { return true }
    for word in [
      "dim ", "set ", "sub ", "end ", "if ", "else", "next", "for ", "function ", "var ", "let ", "const ",
      "on error",
    ]
      as [StaticString]
    where text.hasIgnoringCase(word, at: first) { return true }
    return false
  }
}
