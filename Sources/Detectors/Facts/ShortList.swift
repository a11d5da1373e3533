/// A list that has one element most of the time: the first lies in place and needs no memory of its own.
///
/// For what is kept of each of very many keys.
struct ShortList<Element: Sendable>: Sendable, RandomAccessCollection, MutableCollection {
  private var head: Element?
  private var tail: [Element] = []

  init() {}

  var startIndex: Int { 0 }
  var endIndex: Int { head == nil ? 0 : 1 &+ tail.count }
  var count: Int { endIndex }

  subscript(place: Int) -> Element {
    get { place == 0 ? head! : tail[place - 1] }
    _modify {
      if place == 0 {
        yield &head!
      } else {
        yield &tail[place - 1]
      }
    }
  }

  mutating func append(_ element: Element) {
    if head == nil {
      head = element
    } else {
      tail.append(element)
    }
  }

  mutating func removeAll() {
    head = nil
    if !tail.isEmpty { tail.removeAll(keepingCapacity: true) }
  }
}
