import Bytes
public import LogFormats
import Model

/// The clock of `log` as a run infers it, and the end of the line in its middle, where it may be cut in two.
public func clockAndCut(of log: Span<UInt8>) -> (track: ClockTrack, cut: Int) {
  var options = ClockOptions()
  options.now = Timestamp(seconds: 1_735_689_600)
  let probe = ProbeScanner.scan(log, isWhole: true, group: "logs", path: "logs/mail.log")
  let track = ClockInference.infer([probe, probe], options: options)[0]
  return (track, log.find(10, from: log.count / 2).map { $0 + 1 } ?? log.count)
}
