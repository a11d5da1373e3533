// Tests of the room Streams.
