import Support
import Testing

@Suite struct JobsTests {
  @Test(arguments: ["events", "messages", "paths", "audit", "policy"])
  func `any number of threads writes the same`(verb: String) throws {
    let command = "postmortem \(verb) -q samples\(verb == "policy" ? "" : " --format jsonl")"
    let one = try Program.shell("\(command) --jobs 1")
    #expect(one.status == 0 && one.output.utf8.count > 100)
    for jobs in [2, 3, 5] {
      #expect(try Program.shell("\(command) --jobs \(jobs)") == one, "\(jobs) jobs")
    }
  }
}
