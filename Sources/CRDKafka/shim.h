#pragma once
// One door to librdkafka. Swift cannot call variadic functions or see function-like macros, and older releases lack
// what newer ones have: both are absorbed here, so that the Swift side is the same for every version from 2.0.2 on.
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

// The leader epoch of a committed offset, -1 where unknown (accessor since 2.1.0).
static inline int32_t tidemark_leader_epoch(const rd_kafka_topic_partition_t *partition) {
#if RD_KAFKA_VERSION >= 0x020100ff
    return rd_kafka_topic_partition_get_leader_epoch(partition);
#else
    (void)partition;
    return -1;
#endif
}

// The kind of a listed group: 0 unknown, 1 KIP-848 consumer, 2 classic (accessor since 2.6.0).
static inline int tidemark_listing_type(const rd_kafka_ConsumerGroupListing_t *listing) {
#if RD_KAFKA_VERSION >= 0x020600ff
    switch (rd_kafka_ConsumerGroupListing_type(listing)) {
    case RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER: return 1;
    case RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC: return 2;
    default: return 0;
    }
#else
    (void)listing;
    return 0;
#endif
}
