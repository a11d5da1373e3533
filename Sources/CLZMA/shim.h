#pragma once
#include <lzma.h>

// LZMA_STREAM_INIT and the flags are macros with casts, which Swift does not import.
static inline lzma_stream postmortem_lzma_stream(void) {
  lzma_stream stream = LZMA_STREAM_INIT;
  return stream;
}

// `threads` 0 or 1: one thread. Each stream by itself; the caller finds the next one, so that padding and
// garbage are told apart. A library older than 5.4 decodes on one thread.
static inline lzma_ret postmortem_lzma_xz(lzma_stream *stream, uint64_t memory, uint32_t threads) {
#if LZMA_VERSION >= 50040002
  if (threads > 1) {
    lzma_mt options = {0};
    options.flags = 0;
    options.threads = threads;
    options.timeout = 0;
    options.memlimit_threading = memory;
    options.memlimit_stop = memory;
    return lzma_stream_decoder_mt(stream, &options);
  }
#endif
  return lzma_stream_decoder(stream, memory, 0);
}

static inline lzma_ret postmortem_lzma_alone(lzma_stream *stream, uint64_t memory) {
  return lzma_alone_decoder(stream, memory);
}

static inline lzma_ret postmortem_lzma_lzip(lzma_stream *stream, uint64_t memory) {
#if LZMA_VERSION >= 50040002
  return lzma_lzip_decoder(stream, memory, 0);
#else
  return LZMA_OPTIONS_ERROR;
#endif
}
