#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// AE_IFREG and its like are macros with casts, which Swift does not import.
static inline int postmortem_entry_is_file(struct archive_entry *entry) {
  return archive_entry_filetype(entry) == AE_IFREG;
}

static inline void postmortem_entry_set_regular(struct archive_entry *entry) {
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0400);
}

// No program that this process could ever start has more rights than it; it dies with its parent.
// prctl is variadic, which Swift does not import.
static inline int postmortem_give_up_rights(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) | prctl(PR_SET_PDEATHSIG, 9L /* SIGKILL */, 0L, 0L, 0L);
}

// Their declarations need _GNU_SOURCE, which the C library's module is built without.
static inline int postmortem_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, 02000000 /* O_CLOEXEC */); }

static inline int postmortem_memory_file(void) {
  return (int)syscall(SYS_memfd_create, "postmortem", 1U /* MFD_CLOEXEC */);
}

// Closes every descriptor from `first` on: what the parent left inheritable is none of the child's business.
static inline void postmortem_close_from(unsigned first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0U, 0U) == 0) return;
#endif
  for (unsigned number = first; number < 65536; number++) close((int)number);
}
