// Tests of the room LogFormats.
