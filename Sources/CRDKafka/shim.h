#pragma once
// One door to librdkafka. Swift cannot call variadic functions or see function-like macros: both are absorbed here. What
// newer releases than 2.0.2 have is not called by these headers, whatever they are of, but looked up at run time
// (NewerLibrary.swift), so that the same source builds with all of them.
#include <librdkafka/rdkafka.h>
#include <string.h>

// The version compiled against, as librdkafka writes it: 0xMMmmrrpp.
static inline int tidemark_rdkafka_compiled_version(void) { return RD_KAFKA_VERSION; }

// Whether committed metadata survives embedded NUL bytes (librdkafka #4876, fixed in 2.6.1).
static inline int tidemark_rdkafka_keeps_nul_in_metadata(void) { return rd_kafka_version() >= 0x020601ff; }

// The length of a partition's metadata that may be read. Releases before 2.6.1 copy with strndup and keep the
// original size, so that reading all of it would run past the copy.
static inline size_t tidemark_metadata_readable_length(const rd_kafka_topic_partition_t *partition) {
    if (!partition->metadata) return 0;
    if (tidemark_rdkafka_keeps_nul_in_metadata()) return partition->metadata_size;
    return strnlen((const char *)partition->metadata, partition->metadata_size);
}
