internal import Bytes
internal import Model

/// Networks from which the large providers send, for one question only: did a hop that names a provider hand over
/// from one of its addresses? The lists are generous, and a miss never counts alone.
///
/// - Source: Microsoft 365 "URLs and IP address ranges" (Exchange Online), Google `_spf.google.com` and
///   `goog.json`; addresses inside the providers (10/8, 2002:a05::) are private and not asked for.
enum ProviderNetworks {
  static func contain(_ address: IPAddress, of provider: HostName.Provider) -> Bool {
    switch provider {
    case .none, .sparkpost: return true
    case .microsoft:
      if address.isIPv4 {
        return v4(address, 40 << 24 | 92 << 16, 15) || v4(address, 40 << 24 | 107 << 16, 16)
          || v4(address, 52 << 24 | 96 << 16, 11) || v4(address, 104 << 24 | 47 << 16, 17)
          || v4(address, 13 << 24 | 64 << 16, 11) || v4(address, 20 << 24, 8)
          || v4(address, 207 << 24 | 46 << 16, 16) || v4(address, 65 << 24 | 52 << 16, 14)
          || v4(address, 157 << 24 | 54 << 16, 15) || v4(address, 157 << 24 | 56 << 16, 14)
          || v4(address, 213 << 24 | 199 << 16 | 128 << 8, 17)
          || v4(address, 216 << 24 | 32 << 16 | 180 << 8, 22)
          || v4(address, 64 << 24 | 4 << 16, 16) || v4(address, 131 << 24 | 107 << 16, 16)
          || v4(address, 134 << 24 | 170 << 16, 16)
      }
      return address.high >> 40 == 0x2603_10 || address.high >> 32 == 0x2A01_0111
        || address.high >> 32 == 0x2620_01EC
    case .google:
      if address.isIPv4 {
        return v4(address, 209 << 24 | 85 << 16 | 128 << 8, 17) || v4(address, 74 << 24 | 125 << 16, 16)
          || v4(address, 64 << 24 | 233 << 16 | 160 << 8, 19) || v4(address, 66 << 24 | 102 << 16, 20)
          || v4(address, 66 << 24 | 249 << 16 | 64 << 8, 19)
          || v4(address, 72 << 24 | 14 << 16 | 192 << 8, 18)
          || v4(address, 108 << 24 | 177 << 16, 16) || v4(address, 173 << 24 | 194 << 16, 16)
          || v4(address, 216 << 24 | 239 << 16 | 32 << 8, 19)
          || v4(address, 216 << 24 | 58 << 16 | 192 << 8, 19)
          || v4(address, 172 << 24 | 217 << 16, 16) || v4(address, 172 << 24 | 253 << 16, 16)
          || v4(address, 142 << 24 | 250 << 16, 15) || v4(address, 35 << 24 | 190 << 16, 15)
          || v4(address, 35 << 24 | 184 << 16, 13) || v4(address, 34 << 24, 8)
      }
      return address.high >> 32 == 0x2607_F8B0 || address.high >> 32 == 0x2A00_1450
        || address.high >> 32 == 0x2404_6800 || address.high >> 32 == 0x2800_03F0
    }
  }

  private static func v4(_ address: IPAddress, _ network: UInt32, _ prefix: Int) -> Bool {
    address.isIn(IPAddress(ipv4: network), prefix: prefix)
  }
}
