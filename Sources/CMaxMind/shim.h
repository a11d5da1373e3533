#pragma once
#include <maxminddb.h>
#include <stdlib.h>

// MMDB_get_value takes a variable number of arguments, which Swift does not call.

// Text at `first`, or at `first`.`second` where that is not null; 0 where there is none.
static inline int postmortem_mmdb_text(
  MMDB_entry_s *entry, const char *first, const char *second, MMDB_entry_data_s *data) {
  return MMDB_get_value(entry, data, first, second, NULL) == MMDB_SUCCESS && data->has_data
    && data->type == MMDB_DATA_TYPE_UTF8_STRING;
}

// Unsigned number of 16 or 32 bits at `first`; 0 where there is none.
static inline uint32_t postmortem_mmdb_number(MMDB_entry_s *entry, const char *first) {
  MMDB_entry_data_s data;
  if (MMDB_get_value(entry, &data, first, NULL) != MMDB_SUCCESS || !data.has_data) return 0;
  if (data.type == MMDB_DATA_TYPE_UINT32) return data.uint32;
  return data.type == MMDB_DATA_TYPE_UINT16 ? data.uint16 : 0;
}

static inline int postmortem_mmdb_is_ipv6(const MMDB_s *base) { return base->metadata.ip_version == 6; }

static inline const char *postmortem_mmdb_bytes(const MMDB_entry_data_s *data) { return data->utf8_string; }

static inline MMDB_s *postmortem_mmdb_open(const char *path, int *status) {
  MMDB_s *base = calloc(1, sizeof(MMDB_s));
  if (!base) {
    *status = MMDB_OUT_OF_MEMORY_ERROR;
    return NULL;
  }
  *status = MMDB_open(path, MMDB_MODE_MMAP, base);
  if (*status == MMDB_SUCCESS) return base;
  free(base);
  return NULL;
}

static inline void postmortem_mmdb_close(MMDB_s *base) {
  MMDB_close(base);
  free(base);
}

// Whether `address`, an address as text, has an entry; `prefix` is how many of its bits all that have the same answer share,
// counted as in IPv6 (an IPv4 address has 96 more) where the tree is one of IPv6.
static inline int postmortem_mmdb_find(
  const MMDB_s *base, const char *address, MMDB_entry_s *entry, int *prefix) {
  int wrong = 0;
  int status = MMDB_SUCCESS;
  MMDB_lookup_result_s found = MMDB_lookup_string(base, address, &wrong, &status);
  *prefix = found.netmask;
  if (wrong != 0 || status != MMDB_SUCCESS || !found.found_entry) return 0;
  *entry = found.entry;
  return 1;
}
