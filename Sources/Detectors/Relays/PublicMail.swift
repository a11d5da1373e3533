/// Domains of public mail providers: whose logs are not the provider's own, has no mailbox in them.
///
/// The large ones of each region; a domain that is missing is only one ground less.
enum PublicMail {
  private static let domains: Set<String> = [
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com",
    "ymail.com", "rocketmail.com", "aol.com", "icloud.com", "me.com", "mac.com", "proton.me",
    "protonmail.com", "gmx.net", "gmx.de", "gmx.com", "gmx.at", "gmx.ch", "web.de", "t-online.de",
    "freenet.de", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.ru", "yandex.com", "rambler.ru",
    "qq.com",
    "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com",
    "naver.com",
    "daum.net", "hanmail.net", "nate.com", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "laposte.net",
    "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it",
    "uol.com.br", "bol.com.br", "terra.com.br", "comcast.net", "verizon.net", "att.net", "sbcglobal.net",
    "bellsouth.net", "cox.net", "charter.net", "btinternet.com", "sky.com", "virginmedia.com", "wp.pl",
    "o2.pl", "interia.pl", "onet.pl", "seznam.cz", "bigpond.com", "rediffmail.com", "zoho.com",
    "fastmail.com",
    "hushmail.com", "tutanota.com", "mail.com", "pchome.com.tw", "hinet.net",
  ]
  /// Names that providers hold under many countries' domains.
  private static let names: Set<String> = ["yahoo", "hotmail", "outlook", "live"]

  /// `domain` is in lower case.
  static func isProvider(_ domain: String) -> Bool {
    if domains.contains(domain) { return true }
    let labels = domain.split(separator: ".")
    guard labels.count == 2 || labels.count == 3, let first = labels.first, let last = labels.last else {
      return false
    }
    // yahoo.de, yahoo.co.uk: a country's domain, and what stands below it for companies.
    return last.utf8.count == 2 && (labels.count == 2 || labels[1].utf8.count <= 3)
      && names.contains(String(first))
  }
}
