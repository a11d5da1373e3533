// Tests of the room MIME.
