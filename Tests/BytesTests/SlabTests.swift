import Bytes
import Support
import Testing

@Suite struct SlabTests {
  private func spanned(_ slab: borrowing Slab<UInt64>) -> [UInt64] {
    let span = slab.span
    var all: [UInt64] = []
    for index in span.indices { all.append(span[index]) }
    return all
  }

  @Test(arguments: [UInt64(1), 2])
  func `a slab holds what an array holds`(seed: UInt64) {
    var numbers = SeededNumbers(state: seed)
    var slab = Slab<UInt64>(capacity: 0)
    var array: [UInt64] = []
    for _ in 0..<5_000 {
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0 where !array.isEmpty:
        let place = Int.random(in: 0..<array.count, using: &numbers)
        slab[place] &+= 7
        array[place] &+= 7
      case 2:
        var other = Slab<UInt64>()
        for _ in 0..<Int.random(in: 0..<40, using: &numbers) {
          let value = numbers.next()
          other.append(value)
          array.append(value)
        }
        slab.append(all: other)
      case 1 where Int.random(in: 0..<20, using: &numbers) == 0:
        let divisor = UInt64.random(in: 2...5, using: &numbers)
        slab.removeAll { $0 % divisor == 0 }
        array.removeAll { $0 % divisor == 0 }
      case 5 where Int.random(in: 0..<20, using: &numbers) == 0:
        let dropped = Int.random(in: 0...array.count, using: &numbers)
        slab.removeFirst(dropped)
        array.removeFirst(dropped)
      case 3, 4:
        let last = slab.popLast()
        #expect(last == array.popLast())
      default:
        let value = numbers.next()
        slab.append(value)
        array.append(value)
      }
      #expect(slab.count == array.count)
      #expect(slab.isEmpty == array.isEmpty)
    }
    #expect(slab.indices.map { slab[$0] } == array)
    #expect(spanned(slab) == array)
    // By few of their bits: many are equal, and keep their order.
    slab.sort { $0 & 63 < $1 & 63 }
    array.sort { $0 & 63 < $1 & 63 }
    #expect(spanned(slab) == array)
    let capacity = slab.capacity
    slab.removeAll()
    #expect(slab.isEmpty && slab.capacity == capacity)
  }
}
